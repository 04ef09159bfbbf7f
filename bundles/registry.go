package bundles

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/opencontainers/image-spec/specs-go"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
)

// registryScheme is how an address says that it is in an OCI registry.
const registryScheme = "oci://"

// Bounds of what a registry may answer.
const (
	maxManifestBytes = 1 << 20
	registryTimeout  = time.Minute
)

// RegistrySource is a bundle in an OCI registry, as OPA keeps them there: an
// image of one layer.
type RegistrySource struct {
	repository *remote.Repository
	reference  string
}

var _ Source = (*RegistrySource)(nil)

// NewRegistrySource makes a source of an address like
// oci://registry.example.com/team/policy:production. The credential is a
// token, or a name and a password with a colon between them; it may be empty.
// A registry is spoken to by https, unless insecure lets it be http.
func NewRegistrySource(address, credential string, insecure bool) (*RegistrySource, error) {
	rest, found := strings.CutPrefix(address, registryScheme)
	if !found {
		return nil, errors.New("want " + registryScheme + "HOST/REPOSITORY:TAG")
	}
	repository, err := remote.NewRepository(rest)
	if err != nil {
		return nil, fmt.Errorf("want %sHOST/REPOSITORY:TAG: %w", registryScheme, err)
	}
	if repository.Reference.Reference == "" {
		return nil, errors.New("want " + registryScheme + "HOST/REPOSITORY:TAG: the tag is missing")
	}
	repository.PlainHTTP = insecure
	repository.Client = &auth.Client{
		Client:     &http.Client{Timeout: registryTimeout, Transport: &http.Transport{DialContext: (&net.Dialer{Timeout: 10 * time.Second}).DialContext, Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}},
		Credential: auth.StaticCredential(repository.Reference.Registry, credentialOf(credential)),
	}
	return &RegistrySource{repository: repository, reference: repository.Reference.Reference}, nil
}

func credentialOf(text string) auth.Credential {
	if name, password, found := strings.Cut(text, ":"); found {
		return auth.Credential{Username: name, Password: password}
	}
	return auth.Credential{AccessToken: text}
}

// Waits implements Source.
func (*RegistrySource) Waits() bool { return false }

// Fetch implements Source. The version is the digest of the manifest, and
// everything is held to its digest.
func (s *RegistrySource) Fetch(ctx context.Context, known string) ([]byte, string, error) {
	ctx, cancel := context.WithTimeout(ctx, registryTimeout)
	defer cancel()
	found, err := s.repository.Resolve(ctx, s.reference)
	if err != nil {
		return nil, "", err
	}
	version := found.Digest.String()
	if version == known {
		return nil, version, ErrUnchanged
	}
	if found.Size > maxManifestBytes {
		return nil, "", fmt.Errorf("a manifest of %d bytes, at most %d", found.Size, maxManifestBytes)
	}
	text, err := content.FetchAll(ctx, s.repository, found)
	if err != nil {
		return nil, "", err
	}
	layer, err := layerOf(text)
	if err != nil {
		return nil, "", err
	}
	packed, err := content.FetchAll(ctx, s.repository, layer)
	return packed, version, err
}

// layerOf is the one layer that holds the bundle.
func layerOf(text []byte) (ocispec.Descriptor, error) {
	var manifest ocispec.Manifest
	if err := json.Unmarshal(text, &manifest); err != nil {
		return ocispec.Descriptor{}, fmt.Errorf("the manifest is none: %w", err)
	}
	if len(manifest.Layers) != 1 || manifest.Layers[0].MediaType != ocispec.MediaTypeImageLayerGzip {
		return ocispec.Descriptor{}, fmt.Errorf("the manifest does not name one layer of type %s", ocispec.MediaTypeImageLayerGzip)
	}
	if size := manifest.Layers[0].Size; size < 0 || size > MaxArchiveBytes {
		return ocispec.Descriptor{}, fmt.Errorf("a bundle of %d bytes, at most %d", size, MaxArchiveBytes)
	}
	return manifest.Layers[0], nil
}

// Push stores a bundle in the registry under the tag of the address.
func (s *RegistrySource) Push(ctx context.Context, packed []byte) (digest string, err error) {
	ctx, cancel := context.WithTimeout(ctx, registryTimeout)
	defer cancel()
	config := []byte("{}")
	manifest := ocispec.Manifest{
		Versioned: specs.Versioned{SchemaVersion: 2}, MediaType: ocispec.MediaTypeImageManifest,
		Config: content.NewDescriptorFromBytes(ocispec.MediaTypeImageConfig, config),
		Layers: []ocispec.Descriptor{content.NewDescriptorFromBytes(ocispec.MediaTypeImageLayerGzip, packed)},
	}
	text, err := json.Marshal(manifest)
	if err != nil {
		return "", err
	}
	described := content.NewDescriptorFromBytes(ocispec.MediaTypeImageManifest, text)
	for _, part := range []struct {
		is      ocispec.Descriptor
		content []byte
	}{{manifest.Config, config}, {manifest.Layers[0], packed}} {
		if there, err := s.repository.Exists(ctx, part.is); err != nil || there {
			if err != nil {
				return "", err
			}
			continue
		}
		if err := s.repository.Push(ctx, part.is, strings.NewReader(string(part.content))); err != nil {
			return "", err
		}
	}
	return described.Digest.String(), s.repository.PushReference(ctx, described, strings.NewReader(string(text)), s.reference)
}
