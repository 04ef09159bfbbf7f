package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"warder/bundles"
	"warder/bundles/proof"
	"warder/models/durable"
)

func newBundle() *cobra.Command {
	command := &cobra.Command{
		Use:   "bundle",
		Short: "Build, sign, verify and inspect bundles of policy",
		Long: `Build, sign, verify and inspect bundles of policy, in OPA's own format: opa
build, opa inspect and opa eval --bundle read them too.

  warder bundle keygen --out team                   team.key to sign with, team.pub for servers
  warder bundle build policies --revision 7         bundle.tar.gz
  warder bundle sign bundle.tar.gz --key team.key --key-id team --scope production
  warder bundle verify bundle.tar.gz --verification-key team=team.pub --scope production`,
		Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	command.AddCommand(newBundleKeygen(), newBundleBuild(), newBundleSign(), newBundleVerify(), newBundleInspect(), newBundlePush(), newBundleExamine())
	return command
}

// one requires exactly one argument with this name.
func one(what string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fmt.Errorf("%s takes one %s, got %d (%w)", command.CommandPath(), what, len(args), errUsage)
		}
		return nil
	}
}

func newBundleKeygen() *cobra.Command {
	var out string
	command := &cobra.Command{
		Use:   "keygen",
		Short: "Make an Ed25519 pair: NAME.key, mode 0600, and NAME.pub",
		Args:  nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			private, public, err := bundles.GenerateKey()
			if err != nil {
				return err
			}
			if err := create(out+".key", private, 0o600); err != nil {
				return err
			}
			if err := create(out+".pub", public, 0o644); err != nil {
				return err
			}
			fmt.Fprintf(command.OutOrStdout(), "%s.key signs bundles: keep it apart from the servers\n%s.pub is for their verification-keys\n", out, out)
			return nil
		},
	}
	command.Flags().StringVar(&out, "out", "warder", "`name` of the two files")
	return command
}

// create writes a new file and never overwrites an existing key.
func create(path string, content []byte, mode os.FileMode) error {
	file, err := os.OpenFile(filepath.Clean(path), os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	if _, err := file.Write(content); err != nil {
		_ = file.Close()
		return err
	}
	return file.Close()
}

func newBundleBuild() *cobra.Command {
	var out string
	var revision uint64
	command := &cobra.Command{
		Use:   "build DIR",
		Short: "Pack a directory of policy, with its tests, into an unsigned bundle",
		Args:  one("directory"),
		RunE: func(command *cobra.Command, args []string) error {
			packed, err := bundles.Build(args[0], revision)
			if err != nil {
				return err
			}
			return writeBundle(command.OutOrStdout(), out, packed)
		},
	}
	command.Flags().StringVarP(&out, "output", "o", "bundle.tar.gz", "`file` to write")
	command.Flags().Uint64Var(&revision, "revision", 0, "`number` of the bundle, higher than that of any activated before")
	_ = command.MarkFlagRequired("revision")
	return command
}

func writeBundle(out io.Writer, path string, packed []byte) error {
	opened, err := bundles.Open(packed, nil)
	if err != nil {
		return err
	}
	if err := durable.Replaceable(path, durable.Gzip); err != nil {
		return err
	}
	if err := durable.WriteFile(path, packed); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: revision %d, digest %s\n", path, opened.Number, opened.Digest)
	return nil
}

func newBundleSign() *cobra.Command {
	var key, id, scope string
	command := &cobra.Command{
		Use:   "sign FILE",
		Short: "Sign a bundle in its place",
		Long: `Sign a bundle in its place, over a signature that it may have. The key is read
from a file that its owner alone may read; it is never an argument.`,
		Args: one("bundle"),
		RunE: func(command *cobra.Command, args []string) error {
			signer, err := bundles.NewSigner(id, scope, key)
			if err != nil {
				return err
			}
			packed, err := bundles.ReadFile(args[0])
			if err != nil {
				return err
			}
			signed, err := signer.Sign(packed)
			if err != nil {
				return err
			}
			return writeBundle(command.OutOrStdout(), args[0], signed)
		},
	}
	command.Flags().StringVar(&key, "key", "", "`file` with the private key in PEM, mode 0600")
	command.Flags().StringVar(&id, "key-id", "", "`name` by which servers know the key")
	command.Flags().StringVar(&scope, "scope", "", "`name` of the installations the bundle is for")
	for _, name := range []string{"key", "key-id", "scope"} {
		_ = command.MarkFlagRequired(name)
	}
	return command
}

// trustFlags adds the flags for verifying a bundle.
func trustFlags(command *cobra.Command, keys *[]string, scope *string) {
	command.Flags().StringSliceVar(keys, "verification-key", nil, "public key that is trusted, `id=file`; may be repeated")
	command.Flags().StringVar(scope, "scope", "", "`name` that the signature must have been made for")
}

func trustOf(keys []string, scope string) (*bundles.Trust, error) {
	files := map[string]string{}
	for _, pair := range keys {
		id, path, found := strings.Cut(pair, "=")
		if !found {
			return nil, fmt.Errorf("--verification-key %q: want id=file (%w)", pair, errUsage)
		}
		files[id] = path
	}
	return bundles.NewTrust(scope, files)
}

func newBundleVerify() *cobra.Command {
	var keys []string
	var scope string
	command := &cobra.Command{
		Use:   "verify FILE",
		Short: "Check who signed a bundle, for whom, and that no file was changed or added",
		Args:  one("bundle"),
		RunE: func(command *cobra.Command, args []string) error {
			trust, err := trustOf(keys, scope)
			if err != nil {
				return err
			}
			packed, err := bundles.ReadFile(args[0])
			if err != nil {
				return err
			}
			opened, err := bundles.Open(packed, trust)
			if err != nil {
				return err
			}
			fmt.Fprintf(command.OutOrStdout(), "signed by %s for %s: revision %d, digest %s\n", opened.KeyID, scope, opened.Number, opened.Digest)
			return nil
		},
	}
	trustFlags(command, &keys, &scope)
	_ = command.MarkFlagRequired("verification-key")
	_ = command.MarkFlagRequired("scope")
	return command
}

func newBundleInspect() *cobra.Command {
	return &cobra.Command{
		Use:   "inspect FILE",
		Short: "Show the contents of a bundle, without verifying it",
		Args:  one("bundle"),
		RunE: func(command *cobra.Command, args []string) error {
			packed, err := bundles.ReadFile(args[0])
			if err != nil {
				return err
			}
			seen, err := bundles.Inspect(packed)
			if err != nil {
				return err
			}
			printInspection(command.OutOrStdout(), seen)
			return nil
		},
	}
}

func printInspection(out io.Writer, seen *bundles.Inspection) {
	signed := "nobody"
	if seen.KeyID != "" {
		signed = fmt.Sprintf("%s, for %s (not verified)", seen.KeyID, seen.Scope)
	}
	fmt.Fprintf(out, "revision  %d\nroots     %s\ndigest    %s\nsha256    %s\nbytes     %d\nsigned by %s\n",
		seen.Bundle.Number, strings.Join(seen.Roots, ", "), seen.Bundle.Digest, seen.Bundle.Sum, len(seen.Bundle.Archive), signed)
	for _, name := range slices.Sorted(slices.Values(seen.Files)) {
		fmt.Fprintln(out, " ", name)
	}
}

func newBundlePush() *cobra.Command {
	var plain bool
	command := &cobra.Command{
		Use:   "push FILE oci://HOST/REPOSITORY:TAG",
		Short: "Store a bundle in an OCI registry",
		Long: `Store a bundle in an OCI registry, from where servers follow it. The credential,
a token or NAME:PASSWORD, is taken from WARDER_POLICY_TOKEN; it is never an argument.`,
		Args: func(command *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("%s takes a bundle and an address, got %d (%w)", command.CommandPath(), len(args), errUsage)
			}
			return nil
		},
		RunE: func(command *cobra.Command, args []string) error {
			packed, err := bundles.ReadFile(args[0])
			if err != nil {
				return err
			}
			registry, err := bundles.NewRegistrySource(args[1], os.Getenv("WARDER_POLICY_TOKEN"), plain)
			if err != nil {
				return err
			}
			digest, err := registry.Push(command.Context(), packed)
			if err != nil {
				return err
			}
			fmt.Fprintf(command.OutOrStdout(), "%s: %s\n", args[1], digest)
			return nil
		},
	}
	command.Flags().BoolVar(&plain, "insecure-registry", false, "speak to the registry by http")
	return command
}

// newBundleExamine is the command that a server runs as its sandbox; see bundles.Sandbox.
func newBundleExamine() *cobra.Command {
	return &cobra.Command{
		Use: "examine", Short: "Examine a policy read from standard input", Args: nothing, Hidden: true,
		RunE: func(command *cobra.Command, _ []string) error {
			return bundles.ServeExamination(command.Context(), command.InOrStdin(), command.OutOrStdout(), proof.All()...)
		},
	}
}
