package service

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"warder/models/seal"
)

// reader parses a setting into the configuration.
type reader func(config *Config, text string) error

// timeout is time.Duration under a name that fits on a setting's line.
type timeout = time.Duration

func text(field func(*Config) *string) reader {
	return func(config *Config, text string) error {
		*field(config) = text
		return nil
	}
}

func flag(field func(*Config) *bool) reader {
	return func(config *Config, text string) error {
		value, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", text)
		}
		*field(config) = value
		return nil
	}
}

// duration parses a time with its unit. It refuses zero, which means "for ever" to the
// standard library.
func duration(field func(*Config) *timeout) reader {
	return func(config *Config, text string) error {
		value, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("%q is not a time with a unit, such as 10s or 2m", text)
		}
		if value <= 0 {
			return fmt.Errorf("%s must be positive", value)
		}
		*field(config) = value
		return nil
	}
}

// days parses a number of days; 0 means for ever.
func days(field func(*Config) *timeout) reader {
	return func(config *Config, text string) error {
		const aCentury = 36500 // a longer time overflows
		value, err := strconv.ParseInt(text, 10, 32)
		if err != nil || value < 0 || value > aCentury {
			return fmt.Errorf("%q is not a number of days, from 0 to %d", text, aCentury)
		}
		*field(config) = time.Duration(value) * 24 * time.Hour
		return nil
	}
}

// count parses a number; 0 means unlimited.
func count(field func(*Config) *int) reader {
	return func(config *Config, text string) error {
		value, err := strconv.ParseUint(text, 10, 31)
		if err != nil {
			return fmt.Errorf("%q is not a whole number from 0 up", text)
		}
		*field(config) = int(value)
		return nil
	}
}

// share parses a number from 0 to 1.
func share(field func(*Config) *float64) reader {
	return func(config *Config, text string) error {
		value, err := strconv.ParseFloat(text, 64)
		if err != nil || !(value >= 0 && value <= 1) {
			return fmt.Errorf("%q is not a number from 0 to 1", text)
		}
		*field(config) = value
		return nil
	}
}

// span is duration that accepts 0 for off.
func span(field func(*Config) *timeout) reader {
	return func(config *Config, text string) error {
		value, err := time.ParseDuration(text)
		if err != nil || value < 0 {
			return fmt.Errorf("%q is not a time with a unit, such as 10s or 2m, nor 0", text)
		}
		*field(config) = value
		return nil
	}
}

// readPolicyKeys parses key ids with their files, comma-separated.
func readPolicyKeys(config *Config, text string) error {
	config.PolicyKeys = nil
	var problems []error
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		id, file, found := strings.Cut(item, "=")
		switch {
		case !found || id == "" || file == "":
			problems = append(problems, fmt.Errorf("%q is not id=file", item))
			continue
		case config.PolicyKeys[id] != "":
			problems = append(problems, fmt.Errorf("the key id %q is there twice", id))
		case config.PolicyKeys == nil:
			config.PolicyKeys = map[string]string{}
		}
		config.PolicyKeys[id] = file
	}
	return errors.Join(problems...)
}

// size parses a number of bytes, with an optional binary unit.
func size(field func(*Config) *int64) reader {
	return func(config *Config, text string) error {
		number, shift := text, 0
		for unit, bits := range map[string]int{"KiB": 10, "MiB": 20, "GiB": 30} {
			if digits, found := strings.CutSuffix(text, unit); found {
				number, shift = strings.TrimSpace(digits), bits
			}
		}
		value, err := strconv.ParseInt(number, 10, 32) // larger limits are refused
		if err != nil || value <= 0 {
			return fmt.Errorf("%q is not a size in bytes, such as 1048576 or 4MiB", text)
		}
		*field(config) = value << shift
		return nil
	}
}

func readLogLevel(config *Config, text string) error {
	switch strings.ToLower(text) {
	case "debug", "info", "warn", "error":
		return config.LogLevel.UnmarshalText([]byte(text))
	}
	return fmt.Errorf("%q is not one of debug, info, warn, error", text)
}

// hidden parses a secret. An empty text is the zero Text, like an unset setting.
func hidden(field func(*Config) *seal.Text) reader {
	return func(config *Config, text string) error {
		*field(config) = seal.Text{}
		if text != "" {
			*field(config) = seal.NewText(text)
		}
		return nil
	}
}

// ranges parses comma-separated ranges and single addresses.
func ranges(field func(*Config) *[]netip.Prefix) reader {
	return func(config *Config, text string) error {
		var list []netip.Prefix
		var problems []error
		for item := range strings.SplitSeq(text, ",") {
			item = strings.TrimSpace(item)
			if item == "" {
				continue
			}
			prefix, err := parsePrefix(item)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			list = append(list, prefix)
		}
		*field(config) = list
		return errors.Join(problems...)
	}
}

func parsePrefix(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
		addr = addr.Unmap()
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("%q is neither a CIDR nor an address", text)
	}
	if prefix.Addr().Is4In6() {
		return netip.Prefix{}, fmt.Errorf("%q is an IPv4 range in IPv6 form; write it as IPv4", text)
	}
	return prefix.Masked(), nil
}
