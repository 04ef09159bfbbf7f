package facts

import (
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// Settings of the installation that facts depend on.
const (
	SettingInitialized = "instance.initialized"
	SettingAllowSignUp = "instance.allow_sign_up"
)

// ReadInstance reads the state of the installation, in one statement. A setting
// that is missing is not "true".
func ReadInstance(tx *store.Tx) (*input.Instance, error) {
	settings, err := store.Find[models.Setting](tx, store.Installation, "name IN (?, ?)", SettingInitialized, SettingAllowSignUp)
	if err != nil {
		return nil, err
	}
	instance := &input.Instance{}
	for _, setting := range settings {
		switch is := setting.Value == "true"; setting.Name {
		case SettingInitialized:
			instance.Initialized = is
		case SettingAllowSignUp:
			instance.AllowSignUp = is
		}
	}
	return instance, nil
}
