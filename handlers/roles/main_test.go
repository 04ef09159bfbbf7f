package roles

import (
	"warder/handlers/pep"
)

// wrong is what a client would be told about an error; a nil error has the
// status 0.
func wrong(err error) (status int, issues []pep.Issue) {
	if err == nil {
		return 0, nil
	}
	known := pep.AsError(err)
	issues, _ = known.Message.([]pep.Issue)
	return known.Status, issues
}
