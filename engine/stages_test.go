package engine

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"warder/engine/input"
)

// kinder permits whoever asks, in every environment but staging.
var kinder = map[string]string{secretsPath: `package authz.rules.secrets

handles := {"secrets": {"readValue", "create"}}

deny contains {"code": "not_here", "message": "not in this environment"} if {
	input.resource.properties.environment == "staging"
}

grant contains "everybody"

obligation contains "clear_login_failure"
`}

// stricter refuses what is called forbidden by another name, everybody who is
// called i2, in dev as well.
var stricter = map[string]string{secretsPath: strings.NewReplacer(
	"permission_inverted", "not_today", `{"staging", "test"}`, `{"staging", "test", "dev"}`,
	`_forbidden if input.resource.id == "forbidden"`, "_forbidden if input.resource.id == \"forbidden\"\n\n_forbidden if input.subject.id == \"i2\"",
).Replace(secretsSource)}

func noOverrun(string) {}

func sameAnswer(a, b Decision) bool {
	return a.Permitted == b.Permitted && codes(a.Reasons) == codes(b.Reasons) && codes(a.Visible) == codes(b.Visible) &&
		slices.Equal(a.Grants, b.Grants) && slices.Equal(a.Obligations, b.Obligations) && a.Policy == b.Policy
}

func subset[T comparable](some, all []T) bool {
	return !slices.ContainsFunc(some, func(x T) bool { return !slices.Contains(all, x) })
}

// members are those of a list, one in each environment.
func members(environments ...string) []input.Member {
	list := []input.Member{}
	for _, name := range environments {
		list = append(list, input.Member{Resource: input.Resource{Type: "secrets", Properties: input.Properties{Environment: &name}}})
	}
	return list
}

// broken never answers: it fails, takes too long, panics, or is not there.
func broken(t *testing.T) map[string]*Engine {
	t.Helper()
	failing := start(t, map[string]string{tokensPath: "package authz.rules.tokens\n\ndeny contains {\"code\": \"x\", \"message\": \"y\"} if regex.match(\"[\", input.subject.id)\n"})
	options := optionsOf(map[string]string{tokensPath: loopSource})
	options.Timeout = 10 * time.Millisecond
	slow, err := New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	panicking := &Engine{options: Options{Timeout: time.Minute, Logger: slog.New(slog.DiscardHandler)}}
	panicking.current.Store(&program{})
	return map[string]*Engine{PolicyError: failing, PolicyTimeout: slow, "panic": panicking, PolicyMissing: {}}
}

// Whatever the two policies and the stage are: nobody is permitted what the
// active policy refuses, unless the canary may widen, and a shadow is not heard.
func TestStages_property_only_a_canary_that_may_widen_permits_more(t *testing.T) {
	engines := map[string]*Engine{"shipped": start(t, nil), "kinder": start(t, kinder), "stricter": start(t, stricter), "none": {}}
	names := rapid.SampledFrom([]string{"shipped", "kinder", "stricter", "none"})
	rapid.Check(t, func(t *rapid.T) {
		active, other := engines[names.Draw(t, "active")], engines[names.Draw(t, "candidate")]
		candidate := &Candidate{
			ID: rapid.SampledFrom([]string{"c1", "c2"}).Draw(t, "id"), Stage: rapid.SampledFrom([]string{StageShadow, StageCanary}).Draw(t, "stage"),
			Engine: other, Percent: rapid.SampledFrom([]int{0, 50, 100}).Draw(t, "percent"), Widen: rapid.Bool().Draw(t, "widen"),
		}
		request := permitted(func(r *input.Request) {
			*r.Resource.Properties.Environment = rapid.SampledFrom([]string{"dev", "prod", "staging", "test"}).Draw(t, "environment")
			r.Subject.ID = rapid.SampledFrom([]string{"", "i1", "i2", "i3"}).Draw(t, "subject")
			r.Resource.ID = rapid.SampledFrom([]string{"", "forbidden"}).Draw(t, "resource")
			r.Facts.Token.Revoked = rapid.Bool().Draw(t, "revoked")
			r.Facts.Token.UsesLimit = rapid.Int64Range(0, 1).Draw(t, "limit")
			if rapid.Bool().Draw(t, "stranger") {
				r.Facts.Grants.Project = []input.Grant{}
			}
		})
		stages := NewStages(active, noOverrun)
		stages.Set(active, candidate)
		got, a, c := stages.Decide(t.Context(), request), active.Decide(t.Context(), request), other.Decide(t.Context(), request)
		heard := candidate.Stage == StageCanary && candidate.takes(whose(request))
		switch {
		case !heard:
			if !sameAnswer(got, a) || got.Stage != StageActive {
				t.Fatalf("not the active answer: %+v, want %+v", got, a)
			}
		case candidate.Widen:
			if !sameAnswer(got, c) || got.Stage != StageCanary {
				t.Fatalf("not the candidate's answer: %+v, want %+v", got, c)
			}
		default:
			if got.Permitted != (a.Permitted && c.Permitted) {
				t.Fatalf("permitted %v, the active policy %v, the candidate %v", got.Permitted, a.Permitted, c.Permitted)
			}
			if got.Permitted && (!subset(a.Obligations, got.Obligations) || !subset(c.Obligations, got.Obligations)) {
				t.Fatalf("%+v is not what both permit: %+v and %+v", got, a, c)
			}
		}
		if !got.Permitted && len(got.Visible) == 0 {
			t.Fatalf("refused without a reason: %+v", got)
		}
	})
}

func TestStages_a_canary_lists_what_both_permit(t *testing.T) {
	active := start(t, kinder)
	for name, c := range map[string]struct {
		candidate map[string]string
		want      []int
	}{"the_same": {kinder, []int{0, 1, 3}}, "fewer": {nil, []int{0, 3}}, "others": {stricter, []int{}}} {
		stages := NewStages(active, noOverrun)
		stages.Set(active, &Candidate{ID: "c", Stage: StageCanary, Engine: start(t, c.candidate), Percent: 100})
		request := permitted(func(r *input.Request) { r.Facts.Token.UsesLimit = 5 })
		list := &List{Shared: request, Members: members("dev", "test", "staging", "dev"), Needs: NeedsSome}
		got := list.Ask(t.Context(), stages)
		if !got.Permitted || !slices.Equal(shown(&got), c.want) {
			t.Errorf("%s: permitted %v, members %v, want %v", name, got.Permitted, shown(&got), c.want)
		}
		if !subset([]string{"clear_login_failure", CountTokenUse}, got.Obligations) {
			t.Errorf("%s: what one of them wants done is forgotten: %v", name, got.Obligations)
		}
		again := list.Ask(t.Context(), active)
		if !slices.Equal(shown(&again), []int{0, 1, 3}) {
			t.Errorf("%s: the answer that equal requests share was changed: %+v", name, again)
		}
	}
}

// shown are the members of a list that are permitted.
func shown(answer *Answer) []int {
	indexes := []int{}
	for i := range answer.Members {
		if answer.Members[i].Permitted {
			indexes = append(indexes, i)
		}
	}
	return indexes
}

func TestStages_count_a_list_once(t *testing.T) {
	active := start(t, kinder)
	for name, c := range map[string]struct {
		candidate map[string]string
		want      Differences
	}{
		"not_at_all":    {kinder, Differences{Compared: 1}},
		"newly_refused": {nil, Differences{Compared: 1, NewlyRefused: 1}},
	} {
		stages := NewStages(active, noOverrun)
		stages.Set(active, &Candidate{ID: "c", Stage: StageShadow, Engine: start(t, c.candidate)})
		stages.DecideEach(t.Context(), permitted(), members("dev", "test", "test"))
		if _, got := stages.OnTrial(); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestStages_count_how_the_answers_differ(t *testing.T) {
	forbidden := func(r *input.Request) { r.Resource.ID = "forbidden" }
	for name, c := range map[string]struct {
		active, candidate map[string]string
		change            func(*input.Request)
		want              Differences
	}{
		"not_at_all":      {nil, nil, func(*input.Request) {}, Differences{Compared: 1}},
		"other_reasons":   {nil, stricter, forbidden, Differences{Compared: 1, OtherReasons: 1}},
		"newly_permitted": {nil, kinder, forbidden, Differences{Compared: 1, NewlyPermitted: 1}},
		"newly_refused":   {kinder, nil, forbidden, Differences{Compared: 1, NewlyRefused: 1}},
	} {
		active := start(t, c.active)
		stages := NewStages(active, noOverrun)
		candidate := &Candidate{ID: "c", Stage: StageShadow, Engine: start(t, c.candidate)}
		stages.Set(active, candidate)
		stages.Decide(t.Context(), permitted(c.change))
		if _, got := stages.OnTrial(); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		promoted := *candidate
		promoted.Stage = StageCanary
		stages.Set(active, &promoted)
		if _, got := stages.OnTrial(); got != c.want {
			t.Errorf("%s: the same candidate begins anew: %+v", name, got)
		}
		another := promoted
		another.ID = "another"
		stages.Set(active, &another)
		if _, got := stages.OnTrial(); got != (Differences{}) {
			t.Errorf("%s: another candidate goes on from %+v", name, got)
		}
	}
}

func TestStages_a_canary_takes_the_same_share_always_and_another_one_others(t *testing.T) {
	candidate, other, none, all := &Candidate{ID: "c1", Percent: 30}, &Candidate{ID: "c2", Percent: 30}, &Candidate{ID: "c1"}, &Candidate{ID: "c1", Percent: 100}
	wider := &Candidate{ID: "c1", Percent: 60}
	taken, differ := 0, 0
	for i := range 10000 {
		subject := input.Subject{Type: input.SubjectIdentity, ID: fmt.Sprint(i)}
		is := candidate.takes(subject)
		if is {
			taken++
		}
		if is != other.takes(subject) {
			differ++
		}
		if is != candidate.takes(subject) || is && !wider.takes(subject) || none.takes(subject) || !all.takes(subject) {
			t.Fatalf("%v is not taken as it should be", subject)
		}
	}
	if taken < 2700 || taken > 3300 {
		t.Errorf("30%% of 10000 are %d", taken)
	}
	if differ < 3000 {
		t.Errorf("two candidates draw the same subjects but for %d", differ)
	}
	if all.takes(input.Subject{Type: input.SubjectAnonymous}) {
		t.Error("nobody is taken")
	}
}

// A login is anonymous, and belongs to whom it would log in.
func TestStages_a_canary_takes_the_logins_of_its_subjects(t *testing.T) {
	anonymous := input.Subject{Type: input.SubjectAnonymous}
	for _, c := range []struct {
		resource, id string
		want         input.Subject
	}{
		{"universal-auth", "i1", input.Subject{Type: input.SubjectIdentity, ID: "i1"}},
		{"user", "u1", input.Subject{Type: input.SubjectUser, ID: "u1"}},
		{"universal-auth", "", input.Subject{Type: input.SubjectIdentity}},
	} {
		login := &input.Request{Subject: anonymous, Resource: input.Resource{Type: c.resource, ID: c.id}, Facts: input.Facts{Login: &input.Login{}}}
		if got := whose(login); got.Ref() != c.want.Ref() {
			t.Errorf("a login of %q by %s is of %+v, want %+v", c.id, c.resource, got, c.want)
		}
	}
	if got := whose(&input.Request{Subject: anonymous, Resource: input.Resource{ID: "i1"}}); got.Ref() != anonymous.Ref() {
		t.Errorf("what is no login is of %+v", got)
	}
}

func TestStages_a_candidate_that_does_not_answer_permits_nothing(t *testing.T) {
	active := start(t, nil)
	want := active.Decide(t.Context(), permitted())
	for name, engine := range broken(t) {
		for _, stage := range []string{StageShadow, StageCanary} {
			for _, widen := range []bool{false, true} {
				stages := NewStages(active, noOverrun)
				stages.Set(active, &Candidate{ID: "c", Stage: stage, Engine: engine, Percent: 100, Widen: widen})
				got := stages.Decide(t.Context(), permitted())
				if stage == StageShadow && !sameAnswer(got, want) || stage == StageCanary && got.Permitted {
					t.Errorf("%s as %s (widen %v): %+v", name, stage, widen, got)
				}
				if _, differences := stages.OnTrial(); differences != (Differences{Compared: 1, Failed: 1}) {
					t.Errorf("%s as %s: counted %+v", name, stage, differences)
				}
			}
		}
	}
}

func TestStages_say_once_that_a_candidate_went_beyond_its_tolerance(t *testing.T) {
	active, refusing := start(t, kinder), start(t, nil)
	for name, c := range map[string]struct {
		stage     string
		engine    *Engine
		tolerance int64
		want      int // at which request; 0 for never
	}{
		"refusals_of_a_canary": {StageCanary, refusing, 2, 3},
		"failures_of_a_canary": {StageCanary, &Engine{}, 2, 3},
		"refusals_of_a_shadow": {StageShadow, refusing, 2, 0},
		"failures_of_a_shadow": {StageShadow, &Engine{}, 2, 3},
		"without_limit":        {StageCanary, refusing, 0, 0},
		"as_tolerated":         {StageCanary, refusing, 6, 0},
	} {
		var told []string
		stages := NewStages(active, func(id string) { told = append(told, id) })
		stages.Set(active, &Candidate{ID: "c", Stage: c.stage, Engine: c.engine, Percent: 100, Tolerance: c.tolerance})
		at := 0
		for i := range 6 {
			stages.Decide(t.Context(), permitted(func(r *input.Request) { r.Resource.ID = "forbidden" }))
			if len(told) > 0 && at == 0 {
				at = i + 1
			}
		}
		if at != c.want || c.want > 0 && !slices.Equal(told, []string{"c"}) {
			t.Errorf("%s: told %v at request %d, want at %d", name, told, at, c.want)
		}
	}
}

func TestStages_closed_refuse_everything_until_they_are_set_again(t *testing.T) {
	active := start(t, nil)
	stages := NewStages(active, noOverrun)
	stages.Close()
	mustDeny(t, stages.Decide(t.Context(), permitted()), PolicyMissing)
	stages.Set(active, nil)
	if decision := stages.Decide(t.Context(), permitted()); !decision.Permitted {
		t.Errorf("%+v", decision)
	}
}
