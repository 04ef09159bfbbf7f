package facts

import (
	"errors"

	"warder/engine"
	"warder/models"
)

// Settings of the installation that facts depend on.
const (
	SettingInitialized = "instance.initialized"
	SettingAllowSignUp = "instance.allow_sign_up"
)

// ReadInstance reads the state of the installation.
func ReadInstance(tx *models.Tx) (*engine.Instance, error) {
	initialized, err := setting(tx, SettingInitialized)
	if err != nil {
		return nil, err
	}
	signUp, err := setting(tx, SettingAllowSignUp)
	if err != nil {
		return nil, err
	}
	return &engine.Instance{Initialized: initialized == "true", AllowSignUp: signUp == "true"}, nil
}

func setting(tx *models.Tx, name string) (string, error) {
	value, err := tx.Setting(name)
	if errors.Is(err, models.ErrNotFound) {
		return "", nil
	}
	return value, err
}
