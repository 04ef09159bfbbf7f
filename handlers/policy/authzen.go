package policy

import (
	"net/http"
	"regexp"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
)

// The OpenID AuthZEN Authorization API 1.0: other services use Warder as their
// decision point. A refusal is an answer, status 200; a status other than 200
// is about the call itself.
func authzenRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/.well-known/authzen-configuration", Modes: pep.Public, Resource: "instance", Action: "readConfig", Handler: authzenConfiguration},
		{Method: "POST", Path: "/access/v1/evaluation", Modes: pep.AnyCredential, Resource: "decisions", Action: "evaluate", Handler: evaluateOne},
		{Method: "POST", Path: "/access/v1/evaluations", Modes: pep.AnyCredential, Resource: "decisions", Action: "evaluate", Handler: evaluateMany},
		{Method: "POST", Path: "/access/v1/search/subject", Modes: pep.AnyCredential, Resource: "decisions", Action: "evaluate", Handler: searchSubjects},
		{Method: "POST", Path: "/access/v1/search/resource", Modes: pep.AnyCredential, Resource: "decisions", Action: "evaluate", Handler: searchResources},
		{Method: "POST", Path: "/access/v1/search/action", Modes: pep.AnyCredential, Resource: "decisions", Action: "evaluate", Handler: searchActions},
	}
}

// authzenConfiguration is the discovery document.
func authzenConfiguration(r *pep.Request) (any, error) {
	return r.Read(facts.Question{Action: r.Route.Action, Resource: input.Resource{Type: r.Route.Resource}, OrgLess: true},
		func(*models.Tx, *facts.State) (any, error) {
			site := r.API.Options.SiteURL
			return map[string]any{
				"policy_decision_point":       site,
				"access_evaluation_endpoint":  site + "/access/v1/evaluation",
				"access_evaluations_endpoint": site + "/access/v1/evaluations",
				"search_subject_endpoint":     site + "/access/v1/search/subject",
				"search_resource_endpoint":    site + "/access/v1/search/resource",
				"search_action_endpoint":      site + "/access/v1/search/action",
			}, nil
		})
}

// requestIDSent is an X-Request-ID that is given back.
var requestIDSent = regexp.MustCompile(`^[\x21-\x7e]{1,128}$`)

// authzen reads an AuthZEN request. The caller's own request id comes back in
// the header; the decision log keeps ours, which nobody chose.
func authzen(r *pep.Request) (*accessRequest, error) {
	if id := r.GetHeader("X-Request-Id"); requestIDSent.MatchString(id) {
		r.Echo = id
	}
	body, err := readObject(r)
	if err != nil {
		return nil, err
	}
	return newAccessRequest(body)
}

// access is one evaluation, understood.
type access struct {
	who    facts.Assumption
	action string
	what   facts.Named
	// explain is whether the answer is to say which rules spoke, and why.
	explain bool
}

// evaluationJSON is the answer of AuthZEN; its context is free-form.
type evaluationJSON struct {
	Decision bool `json:"decision"`
	Context  any  `json:"context,omitempty"`
}

func evaluate(r *pep.Request, tx *models.Tx, q *pep.Evaluation, a *access) (evaluationJSON, error) {
	decision, err := r.WhatIf(tx, q.State, a.who, a.action, a.what)
	if err != nil {
		return evaluationJSON{}, err
	}
	context := map[string]any{}
	if !decision.Permitted {
		context["reasons"] = r.VisibleReasons(&decision)
	}
	if a.explain && q.Obliges(engine.RevealReasons) {
		if context["explanation"], err = explainSupposed(r, tx, q.State, a); err != nil {
			return evaluationJSON{}, err
		}
	}
	if len(context) == 0 {
		return evaluationJSON{Decision: decision.Permitted}, nil
	}
	return evaluationJSON{Decision: decision.Permitted, Context: context}, nil
}

// explainSupposed decides again, watching.
func explainSupposed(r *pep.Request, tx *models.Tx, asker *facts.State, a *access) (*engine.Explanation, error) {
	state, err := facts.WhatIf(tx, asker, a.who, a.what.Question(a.action))
	if err != nil {
		return nil, err
	}
	explanation := r.API.Engine.Explain(r.Request.Context(), &state.Request)
	return &explanation, r.Request.Context().Err()
}

// evaluating asks whether the caller may ask, and what it may be shown.
func evaluating(r *pep.Request, question facts.Question, do pep.DecidedEffect[any]) (any, error) {
	return r.Ask(r.Snapshot(&question), question, do, false)
}

func evaluateOne(r *pep.Request) (any, error) {
	request, err := authzen(r)
	if err != nil {
		return nil, err
	}
	return evaluateSingle(r, request)
}

func evaluateSingle(r *pep.Request, request *accessRequest) (any, error) {
	access, problem := request.access(needsAll)
	if problem != nil {
		return nil, problem
	}
	return evaluating(r, r.AboutSubject(&access.who.Subject), func(tx *models.Tx, q *pep.Evaluation) (any, error) {
		return evaluate(r, tx, q, access)
	})
}

// Semantics of several evaluations.
const (
	executeAll         = "execute_all"
	denyOnFirstDeny    = "deny_on_first_deny"
	permitOnFirstAllow = "permit_on_first_permit"
)

// evaluationsMost is how many evaluations one request may hold.
const evaluationsMost = 500

func evaluateMany(r *pep.Request) (any, error) {
	request, err := authzen(r)
	if err != nil {
		return nil, err
	}
	items, semantic, err := request.batch()
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return evaluateSingle(r, request)
	}
	return evaluating(r, r.AboutSubject(oneSubject(items)), func(tx *models.Tx, q *pep.Evaluation) (any, error) {
		results := []evaluationJSON{}
		for i := range items {
			result, err := evaluateItem(r, tx, q, &items[i])
			if err != nil {
				return nil, err
			}
			results = append(results, result)
			if semantic == denyOnFirstDeny && !result.Decision || semantic == permitOnFirstAllow && result.Decision {
				break
			}
		}
		return map[string]any{"evaluations": results}, nil
	})
}

// evaluateItem answers a member of a batch: one that cannot be understood is
// not permitted, and does not spoil the others.
func evaluateItem(r *pep.Request, tx *models.Tx, q *pep.Evaluation, item *evaluationItem) (evaluationJSON, error) {
	if item.problem != nil {
		return evaluationJSON{Context: map[string]any{"error": map[string]any{"status": http.StatusBadRequest, "message": item.problem.Message}}}, nil
	}
	return evaluate(r, tx, q, item.access)
}

// oneSubject is the subject that all items are about, or nil.
func oneSubject(items []evaluationItem) *input.Subject {
	var only *input.Subject
	for i := range items {
		if items[i].problem != nil {
			continue
		}
		subject := items[i].access.who.Subject
		if only != nil && only.Ref() != subject.Ref() {
			return nil
		}
		only = &subject
	}
	return only
}
