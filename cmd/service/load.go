package service

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/posflag"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"
)

// ErrConfig is wrapped by all errors of a configuration.
var ErrConfig = errors.New("invalid configuration")

// configKey is the flag and variable of the configuration file.
const configKey = "config"

// Load reads a server's configuration. Later sources override earlier ones: defaults, file,
// environment, flags added by Flags. It reports all errors at once and wraps ErrConfig; no
// error repeats a secret. environ has the format of os.Environ.
func Load(flags *pflag.FlagSet, environ []string) (Config, error) {
	values := koanf.New(".")
	problems := errors.Join(
		loadFile(values, configFile(flags, environ)),
		loadEnvironment(values, environ),
		values.Load(posflag.Provider(flags, ".", values), nil),
	)
	config, err := read(values)
	if problems = errors.Join(problems, err, config.Validate()); problems != nil {
		return Config{}, fmt.Errorf("%w:\n%w", ErrConfig, problems)
	}
	return config, nil
}

// read converts the merged values to a Config.
func read(values *koanf.Koanf) (Config, error) {
	config := Defaults()
	var problems []error
	for _, s := range settings() {
		if !values.Exists(s.name) {
			continue
		}
		text, err := scalar(values.Get(s.name))
		if err == nil {
			err = s.read(&config, text)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", s.name, err))
		}
	}
	return config, errors.Join(problems...)
}

// scalar is a value from YAML or another source as text.
func scalar(value any) (string, error) {
	switch value := value.(type) {
	case nil:
		return "", nil
	case string:
		return value, nil
	case bool, int, int64, uint64, float64:
		return fmt.Sprint(value), nil
	case []any:
		items := make([]string, 0, len(value))
		for _, item := range value {
			text, isText := item.(string)
			if !isText {
				return "", errors.New("a list may hold text only")
			}
			items = append(items, text)
		}
		return strings.Join(items, ","), nil
	}
	return "", errors.New("want a single value")
}

// configFile is the path of the configuration file, or "".
func configFile(flags *pflag.FlagSet, environ []string) string {
	if flag := flags.Lookup(configKey); flag != nil && flag.Changed {
		return flag.Value.String()
	}
	for _, entry := range environ {
		if path, found := strings.CutPrefix(entry, variable(configKey)+"="); found {
			return path
		}
	}
	return ""
}

func loadFile(into *koanf.Koanf, path string) error {
	if path == "" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s: it is a directory, want a file", path)
	}
	content := koanf.New(".")
	if err := content.Load(file.Provider(path), yaml.Parser()); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	var problems []error
	for _, key := range content.Keys() {
		if problem := fileKeyProblem(key); problem != nil {
			problems = append(problems, fmt.Errorf("%s: %w", path, problem))
			content.Delete(key)
		}
	}
	return errors.Join(errors.Join(problems...), into.Merge(content))
}

func loadEnvironment(into *koanf.Koanf, environ []string) error {
	var problems []error
	names := namesByVariable()
	keep := func(name, value string) (string, any) {
		key, problem := environmentKey(names, name, value)
		if problem != nil {
			problems = append(problems, problem)
		}
		return key, value
	}
	for _, prefix := range append(slices.Sorted(maps.Keys(foreign)), envPrefix) { // the last one takes precedence
		source := env.Provider("", env.Opt{
			Prefix: prefix, TransformFunc: keep, EnvironFunc: func() []string { return environ },
		})
		if err := into.Load(source, nil); err != nil {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}
