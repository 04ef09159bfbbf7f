package policy

import (
	"slices"

	"warder/engine/facts"
	"warder/engine/permissions"
	"warder/handlers/pep"
	"warder/models/store"
)

// accessWalk decides about everything that one subject could do. Facts are collected once per
// project; only the resource and action change.
type accessWalk struct {
	c      *pep.Request
	asker  *facts.State
	who    facts.Assumption
	answer *whatCanAnswer
	asked  int
}

// everywhere covers the organization and all its projects, or one project.
func (w *accessWalk) everywhere(tx *store.Tx, project string) error {
	w.answer.Complete = true
	if project != "" {
		return w.project(tx, project)
	}
	if err := w.types(tx, facts.Named{}, nil); err != nil {
		return err
	}
	projects, err := facts.Resources(tx, w.asker.OrgScope(), facts.Named{Type: "workspace"})
	if err != nil {
		return err
	}
	for _, found := range projects {
		if err := w.project(tx, found.ID); err != nil {
			return err
		}
	}
	return nil
}

func (w *accessWalk) project(tx *store.Tx, id string) error {
	folders, err := facts.Resources(tx, w.asker.OrgScope(), facts.Named{Type: "secret-folders", ProjectID: id})
	if err != nil {
		return err
	}
	return w.types(tx, facts.Named{ProjectID: id}, folders)
}

// types covers every resource type, once per folder for those that live in folders.
func (w *accessWalk) types(tx *store.Tx, at facts.Named, folders []facts.Named) error {
	state, err := facts.WhatIf(tx, w.asker, w.who, at.Question(""))
	if err != nil {
		return err
	}
	for _, resourceType := range permissions.ResourceTypes(at.Scope()) {
		places := []facts.Named{at}
		if slices.Contains(permissions.KnownFields(resourceType), "secretPath") {
			places = folders
		}
		for _, place := range places {
			place.Type, place.ID = resourceType, ""
			if err := w.actions(state, place); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *accessWalk) actions(state *facts.State, place facts.Named) error {
	for _, action := range w.c.API.Engine.ActionsOn(place.Type) {
		if w.asked++; w.asked > reviewMost {
			w.answer.Complete = false
			return nil
		}
		question := place.Question(action)
		request := state.Request
		request.Action.Name, request.Resource, request.Context.Raw = action, question.Resource, question.Raw
		decision := w.c.API.Engine.Decide(w.c.Request.Context(), &request)
		if err := w.c.Request.Context().Err(); err != nil {
			return err
		}
		w.answer.Complete = w.answer.Complete && decision.Answered()
		if decision.Permitted {
			w.answer.Permitted = append(w.answer.Permitted, permittedAction{
				place.ProjectID, place.Type, textOf(place.Environment), textOf(place.SecretPath), action, joined(decision.Grants),
			})
		}
	}
	return nil
}

func textOf(value *string) string {
	if value == nil {
		return ""
	}
	return *value
}
