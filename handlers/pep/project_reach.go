package pep

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/models"
	"warder/models/store"
)

// A list over several projects shows what one request per project would show: the policy
// decides for each of the caller's projects with the facts of that project.

// MayInEach returns the ids of the projects in which the caller may do the action.
func (r *Request) MayInEach(tx *store.Tx, q *Evaluation, action, resource string, projects []models.Project) (map[string]bool, error) {
	questions, err := q.State.InEach(tx, projects, action, resource)
	if err != nil {
		return nil, err
	}
	permitted := map[string]bool{}
	for i, at := range questions {
		list := at.List()
		answer := r.decide(list)
		q.others = append(q.others, r.entryOf(&Evaluation{State: at, Decision: answer}, list, &answer))
		if !answer.Answered() {
			return nil, r.refuse(answer.Decision)
		}
		permitted[projects[i].ID] = answer.Permitted
	}
	return permitted, nil
}

// MayInOthers reports whether the caller may do the action in deleted projects and projects
// that it does not belong to.
func (r *Request) MayInOthers(q *Evaluation, action, resource string) (bool, error) {
	decisions, err := r.FollowUp(q, action, []input.Member{{Resource: input.Resource{Type: resource}, Target: facts.AnyProject()}})
	return err == nil && decisions[0].Permitted, err
}

// OwnProjects are the projects that the caller belongs to.
func OwnProjects(tx *store.Tx, s *facts.State) ([]models.Project, error) {
	return models.ProjectsOf(tx, s.OrgScope(), s.Caller.Subject.Type, s.Caller.Subject.ID)
}
