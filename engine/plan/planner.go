package plan

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
	"github.com/open-policy-agent/opa/v1/rego"
)

// target is what OPA calls an engine that is handed its plans.
const target = "warder"

var register sync.Once

// planned has OPA's planner plan one query over modules that are compiled. The
// planner is reached as OPA documents it, as an evaluation target; nothing is
// ever evaluated through it.
func planned(ctx context.Context, compiler *ast.Compiler, query string) (policy *ir.Policy, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			policy, err = nil, fmt.Errorf("the planner panicked: %v", cause)
		}
	}()
	register.Do(func() { rego.RegisterPlugin(target, handedOver{}) })
	kept := &kept{}
	_, err = rego.New(rego.Query(query), rego.Compiler(compiler), rego.Target(target)).
		PrepareForEval(context.WithValue(ctx, keptKey{}, kept))
	if err == nil && kept.policy == nil {
		err = errors.New("the planner made no plan")
	}
	return kept.policy, err
}

// kept takes a plan out of the call that made it.
type (
	kept    struct{ policy *ir.Policy }
	keptKey struct{}
)

// handedOver is the target; it keeps plans, and evaluates none.
type handedOver struct{}

func (handedOver) IsTarget(name string) bool { return name == target }

func (handedOver) PrepareForEval(ctx context.Context, policy *ir.Policy, _ ...rego.PrepareOption) (rego.TargetPluginEval, error) {
	if k, ok := ctx.Value(keptKey{}).(*kept); ok {
		k.policy = policy
	}
	return handedOver{}, nil
}

func (handedOver) Eval(context.Context, *rego.EvalContext, ast.Value) (ast.Value, error) {
	return nil, errors.New("plans are not evaluated through package rego")
}
