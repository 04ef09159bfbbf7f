package policy

import (
	"encoding/json"

	"warder/engine"
	"warder/engine/input"
	"warder/handlers/pep"
)

// Prediction of the caller's own requests before they are sent.
func askRoutes() []pep.Route {
	return []pep.Route{
		// Every authenticated caller may ask about themselves. That check precedes reading the
		// body and is not recorded; see pep.Request.ReadBody.
		{Method: "POST", Path: "/api/v1/authz/ask", Modes: pep.AnyCredential, Resource: "account", Action: "authenticate", Handler: pep.HandleBody(ask)},
	}
}

type askRequest struct {
	Requests []askedRequest `json:"requests" validate:"required,min=1,max=100,dive"`
}

// askedRequest is a request to predict. Key is the caller's own label for it.
type askedRequest struct {
	Key    *string         `json:"key" validate:"required,max=255"`
	Method *string         `json:"method" validate:"required,oneof=GET POST PUT PATCH DELETE"`
	Path   *string         `json:"path" validate:"required,min=1,max=8192"`
	Body   json.RawMessage `json:"body" bound:"MaxBody"`
}

func (*askRequest) Requested(*input.Requested) {}

// askAnswer has one result per request, in the same order.
type askAnswer struct {
	Results []askedJSON `json:"results"`
}

// askedJSON is the predicted outcome of a request. Error is set instead of a decision if the
// request is malformed or its route cannot be predicted.
type askedJSON struct {
	Key                string              `json:"key"`
	Permitted          bool                `json:"permitted"`
	Reasons            []pep.VisibleReason `json:"reasons"`
	MissingPermissions []engine.Missing    `json:"missingPermissions,omitempty"`
	Error              *pep.Problem        `json:"error,omitempty"`
}

func ask(r *pep.Request, body *askRequest) (*askAnswer, error) {
	answer := &askAnswer{Results: []askedJSON{}}
	for i := range body.Requests {
		asked := &body.Requests[i]
		text := asked.Body
		if string(text) == "null" {
			text = nil
		}
		heard := r.DryRun(*asked.Method, *asked.Path, text)
		answer.Results = append(answer.Results, askedJSON{
			Key: *asked.Key, Permitted: heard.Permitted, Reasons: append([]pep.VisibleReason{}, heard.Refusal.Reasons...),
			MissingPermissions: heard.Refusal.MissingPermissions, Error: heard.Err.Problem(),
		})
		if err := r.Request.Context().Err(); err != nil {
			return nil, err
		}
	}
	return answer, nil
}
