package policy

import (
	"net/http"
	"regexp"

	"warder/engine"
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models/store"
)

// The OpenID AuthZEN Authorization API 1.0, for services that use Warder as their decision
// point. A refusal has status 200; other statuses report problems of the call itself.
func authzenRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/.well-known/authzen-configuration", Modes: pep.Public, Resource: "instance", Action: "readConfig", Handler: pep.Handle(authzenConfiguration)},
		{Method: "POST", Path: "/access/v1/evaluation", Modes: pep.AnyCredential, Resource: "decisions", Action: "evaluate", Handler: pep.HandleReading[accessBody](evaluateOne)},
		{Method: "POST", Path: "/access/v1/evaluations", Modes: pep.AnyCredential, Resource: "decisions", Action: "evaluate", Handler: pep.HandleReading[accessBody](evaluateMany)},
		{Method: "POST", Path: "/access/v1/search/subject", Modes: pep.AnyCredential, Resource: "decisions", Action: "evaluate", Handler: pep.HandleReading[accessBody](searchSubjects)},
		{Method: "POST", Path: "/access/v1/search/resource", Modes: pep.AnyCredential, Resource: "decisions", Action: "evaluate", Handler: pep.HandleReading[accessBody](searchResources)},
		{Method: "POST", Path: "/access/v1/search/action", Modes: pep.AnyCredential, Resource: "decisions", Action: "evaluate", Handler: pep.HandleReading[accessBody](searchActions)},
	}
}

// authzenMetadata lists the endpoints of the decision point.
type authzenMetadata struct {
	PolicyDecisionPoint       string `json:"policy_decision_point"`
	AccessEvaluationEndpoint  string `json:"access_evaluation_endpoint"`
	AccessEvaluationsEndpoint string `json:"access_evaluations_endpoint"`
	SearchSubjectEndpoint     string `json:"search_subject_endpoint"`
	SearchResourceEndpoint    string `json:"search_resource_endpoint"`
	SearchActionEndpoint      string `json:"search_action_endpoint"`
}

// authzenConfiguration is the discovery document.
func authzenConfiguration(r *pep.Request) (*authzenMetadata, error) {
	return pep.Read(r, facts.Question{Action: r.Route.Action, Resource: input.Resource{Type: r.Route.Resource}, OrgLess: true},
		func(*store.Tx, *facts.State) (*authzenMetadata, error) {
			site := r.API.Options.SiteURL
			return &authzenMetadata{
				PolicyDecisionPoint:       site,
				AccessEvaluationEndpoint:  site + "/access/v1/evaluation",
				AccessEvaluationsEndpoint: site + "/access/v1/evaluations",
				SearchSubjectEndpoint:     site + "/access/v1/search/subject",
				SearchResourceEndpoint:    site + "/access/v1/search/resource",
				SearchActionEndpoint:      site + "/access/v1/search/action",
			}, nil
		})
}

// requestIDSent is the format of an X-Request-ID that is echoed.
var requestIDSent = regexp.MustCompile(`^[\x21-\x7e]{1,128}$`)

// authzen reads an AuthZEN request. The response echoes the caller's request id; the decision
// log uses the server's own id, which no caller controls.
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

// access is one parsed evaluation.
type access struct {
	who    facts.Assumption
	action string
	what   facts.Named
	// explain asks for an explanation of the rules that decided.
	explain bool
}

// evaluationJSON is the AuthZEN response. The content of its context is specific to Warder.
type evaluationJSON struct {
	Decision bool               `json:"decision"`
	Context  *evaluationContext `json:"context,omitempty"`
}

// evaluationContext has the reasons of a refusal, or the error of a malformed batch member.
type evaluationContext struct {
	Reasons     []pep.VisibleReason `json:"reasons,omitzero"`
	Explanation *engine.Explanation `json:"explanation,omitempty"`
	Error       *evaluationError    `json:"error,omitempty"`
}

type evaluationError struct {
	Message string `json:"message"`
	Status  int    `json:"status"`
}

// evaluationsAnswer lists evaluations; a request without a list counts as a single evaluation.
type evaluationsAnswer struct {
	*evaluationJSON
	Evaluations []evaluationJSON `json:"evaluations,omitempty"`
}

func evaluate(r *pep.Request, tx *store.Tx, q *pep.Evaluation, a *access) (*evaluationJSON, error) {
	decision, err := r.WhatIf(tx, q.State, a.who, a.action, a.what)
	if err != nil {
		return nil, err
	}
	context := evaluationContext{}
	if !decision.Permitted {
		context.Reasons = r.VisibleReasons(&decision)
	}
	if a.explain && q.Obliges(engine.RevealReasons) {
		if context.Explanation, err = explainSupposed(r, tx, q.State, a); err != nil {
			return nil, err
		}
	}
	answer := &evaluationJSON{Decision: decision.Permitted}
	if context.Reasons != nil || context.Explanation != nil {
		answer.Context = &context
	}
	return answer, nil
}

// explainSupposed evaluates again with an explanation.
func explainSupposed(r *pep.Request, tx *store.Tx, asker *facts.State, a *access) (*engine.Explanation, error) {
	state, err := facts.WhatIf(tx, asker, a.who, a.what.Question(a.action))
	if err != nil {
		return nil, err
	}
	explanation := r.API.Engine.Explain(r.Request.Context(), &state.Request)
	return &explanation, r.Request.Context().Err()
}

// evaluating asks whether the caller may evaluate, and how much it may see.
func evaluating[A any](r *pep.Request, question facts.Question, do pep.DecidedEffect[A]) (A, error) {
	return pep.Ask(r, r.Snapshot(&question), question, do, false)
}

func evaluateOne(r *pep.Request) (*evaluationJSON, error) {
	request, err := authzen(r)
	if err != nil {
		return nil, err
	}
	return evaluateSingle(r, request)
}

func evaluateSingle(r *pep.Request, request *accessRequest) (*evaluationJSON, error) {
	access, problem := request.access(needsAll)
	if problem != nil {
		return nil, problem
	}
	return evaluating(r, r.AboutSubject(&access.who.Subject), func(tx *store.Tx, q *pep.Evaluation) (*evaluationJSON, error) {
		return evaluate(r, tx, q, access)
	})
}

// Semantics of several evaluations.
const (
	executeAll         = "execute_all"
	denyOnFirstDeny    = "deny_on_first_deny"
	permitOnFirstAllow = "permit_on_first_permit"
)

// evaluationsMost is the limit of evaluations per request.
const evaluationsMost = 500

func evaluateMany(r *pep.Request) (*evaluationsAnswer, error) {
	request, err := authzen(r)
	if err != nil {
		return nil, err
	}
	items, semantic, err := request.batch()
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		single, err := evaluateSingle(r, request)
		return &evaluationsAnswer{evaluationJSON: single}, err
	}
	return evaluating(r, r.AboutSubject(oneSubject(items)), func(tx *store.Tx, q *pep.Evaluation) (*evaluationsAnswer, error) {
		results := []evaluationJSON{}
		for i := range items {
			result, err := evaluateItem(r, tx, q, &items[i])
			if err != nil {
				return nil, err
			}
			results = append(results, *result)
			if semantic == denyOnFirstDeny && !result.Decision || semantic == permitOnFirstAllow && result.Decision {
				break
			}
		}
		return &evaluationsAnswer{Evaluations: results}, nil
	})
}

// evaluateItem answers one member of a batch. A malformed member is refused and does not
// affect the others.
func evaluateItem(r *pep.Request, tx *store.Tx, q *pep.Evaluation, item *evaluationItem) (*evaluationJSON, error) {
	if item.problem != nil {
		message, _ := item.problem.Message.(string)
		return &evaluationJSON{Context: &evaluationContext{Error: &evaluationError{message, http.StatusBadRequest}}}, nil
	}
	return evaluate(r, tx, q, item.access)
}

// oneSubject is the subject of all items, or nil if they differ.
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
