package handlers

import (
	"net/http"
	"regexp"

	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// The OpenID AuthZEN Authorization API 1.0: other services use Warder as their
// decision point. A refusal is an answer, status 200; a status other than 200
// is about the call itself.
func authzenRoutes() []route {
	return []route{
		{"GET", "/.well-known/authzen-configuration", public, "instance", "readConfig", "", authzenConfiguration, false},
		{"POST", "/access/v1/evaluation", jksi, "decisions", "evaluate", "", evaluateOne, false},
		{"POST", "/access/v1/evaluations", jksi, "decisions", "evaluate", "", evaluateMany, false},
		{"POST", "/access/v1/search/subject", jksi, "decisions", "evaluate", "", searchSubjects, false},
		{"POST", "/access/v1/search/resource", jksi, "decisions", "evaluate", "", searchResources, false},
		{"POST", "/access/v1/search/action", jksi, "decisions", "evaluate", "", searchActions, false},
	}
}

// authzenConfiguration is the discovery document.
func authzenConfiguration(c *call) (any, error) {
	return c.read(facts.Question{Action: c.route.action, Resource: engine.Resource{Type: c.route.resource}, OrgLess: true},
		func(*models.Tx, *facts.State) (any, error) {
			site := c.api.options.SiteURL
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
func (c *call) authzen() (*accessRequest, error) {
	if id := c.GetHeader("X-Request-Id"); requestIDSent.MatchString(id) {
		c.echo = id
	}
	body, err := c.readObject()
	if err != nil {
		return nil, err
	}
	return newAccessRequest(body)
}

// access is one evaluation, understood.
type access struct {
	who    facts.Supposition
	action string
	what   facts.Named
	// explain is whether the answer is to say which rules spoke, and why.
	explain bool
}

// decisionJSON of AuthZEN: context is free-form.
type evaluation struct {
	Decision bool `json:"decision"`
	Context  any  `json:"context,omitempty"`
}

func (c *call) evaluate(tx *models.Tx, q *asked, a *access) (evaluation, error) {
	decision, err := c.supposed(tx, q.state, a.who, a.action, a.what)
	if err != nil {
		return evaluation{}, err
	}
	context := map[string]any{}
	if !decision.Permitted {
		reasons := []visibleReason{}
		for _, reason := range decision.Visible {
			reasons = append(reasons, visibleReason{Code: reason.Code, Message: reason.Message})
		}
		context["reasons"] = reasons
	}
	if a.explain && q.obliges(engine.RevealReasons) {
		if context["explanation"], err = c.explainSupposed(tx, q.state, a); err != nil {
			return evaluation{}, err
		}
	}
	if len(context) == 0 {
		return evaluation{Decision: decision.Permitted}, nil
	}
	return evaluation{Decision: decision.Permitted, Context: context}, nil
}

// explainSupposed decides again, watching.
func (c *call) explainSupposed(tx *models.Tx, asker *facts.State, a *access) (*engine.Explanation, error) {
	state, err := facts.Suppose(tx, asker, a.who, a.what.Question(a.action))
	if err != nil {
		return nil, err
	}
	explanation := c.api.Engine.Explain(c.Request.Context(), &state.Request)
	return &explanation, c.Request.Context().Err()
}

// evaluating asks whether the caller may ask, and what it may be shown.
func (c *call) evaluating(question facts.Question, do decidedAct) (any, error) {
	return c.ask(c.snapshot(&question), question, do, false)
}

func evaluateOne(c *call) (any, error) {
	request, err := c.authzen()
	if err != nil {
		return nil, err
	}
	return c.evaluateSingle(request)
}

func (c *call) evaluateSingle(request *accessRequest) (any, error) {
	access, problem := request.access(needsAll)
	if problem != nil {
		return nil, problem
	}
	return c.evaluating(c.about(&access.who.Subject), func(tx *models.Tx, q *asked) (any, error) {
		return c.evaluate(tx, q, access)
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

func evaluateMany(c *call) (any, error) {
	request, err := c.authzen()
	if err != nil {
		return nil, err
	}
	items, semantic, err := request.batch()
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return c.evaluateSingle(request)
	}
	return c.evaluating(c.about(oneSubject(items)), func(tx *models.Tx, q *asked) (any, error) {
		results := []evaluation{}
		for i := range items {
			result, err := c.evaluateItem(tx, q, &items[i])
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
func (c *call) evaluateItem(tx *models.Tx, q *asked, item *evaluationItem) (evaluation, error) {
	if item.problem != nil {
		return evaluation{Context: map[string]any{"error": map[string]any{"status": http.StatusBadRequest, "message": item.problem.Message}}}, nil
	}
	return c.evaluate(tx, q, item.access)
}

// oneSubject is the subject that all items are about, or nil.
func oneSubject(items []evaluationItem) *engine.Subject {
	var only *engine.Subject
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
