package policy

import (
	"strconv"

	"warder/handlers/pep"
)

// evaluationItem is one evaluation of a batch, or its parse error.
type evaluationItem struct {
	access  *access
	problem *pep.Error
}

// batch reads the evaluations, each merged over the batch's defaults.
func (r *accessRequest) batch() ([]evaluationItem, string, error) {
	list, isList := r.fields["evaluations"].([]any)
	if _, sent := r.fields["evaluations"]; sent && !isList {
		return nil, "", pep.BadRequest("evaluations must be an array")
	}
	if len(list) > evaluationsMost {
		return nil, "", pep.BadRequest("evaluations: at most " + strconv.Itoa(evaluationsMost))
	}
	semantic, problem := r.semantic()
	if problem != nil {
		return nil, "", problem
	}
	items := make([]evaluationItem, 0, len(list))
	for _, sent := range list {
		items = append(items, r.item(sent))
	}
	return items, semantic, nil
}

func (r *accessRequest) semantic() (string, *pep.Error) {
	options, _ := r.fields["options"].(map[string]any)
	semantic, problem := textField(options, "options", "evaluations_semantic", false)
	switch {
	case problem != nil:
		return "", problem
	case semantic == "":
		return executeAll, nil
	case semantic != executeAll && semantic != denyOnFirstDeny && semantic != permitOnFirstAllow:
		return "", pep.BadRequest("options.evaluations_semantic must be one of: " + executeAll + " " + denyOnFirstDeny + " " + permitOnFirstAllow)
	}
	return semantic, nil
}

func (r *accessRequest) item(sent any) evaluationItem {
	own, isObject := sent.(map[string]any)
	if !isObject {
		return evaluationItem{problem: pep.BadRequest("an evaluation must be an object")}
	}
	merged := map[string]any{}
	for _, name := range []string{"subject", "action", "resource", "context", "explain"} {
		if value, ok := r.fields[name]; ok {
			merged[name] = value
		}
		if value, ok := own[name]; ok {
			merged[name] = value
		}
		if problem := checkObject(merged, name); problem != nil && name != "explain" {
			return evaluationItem{problem: problem}
		}
	}
	understood, problem := (&accessRequest{merged}).access(needsAll)
	return evaluationItem{understood, problem}
}
