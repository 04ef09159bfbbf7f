package engine

import (
	"path"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// shown is what a policy may look at of a list. What ships decides places, by
// what the subject's rules tell apart, and needs no more; a module that asks
// for items, or for places whole, sees them.
type shown struct {
	items  bool // input.resource.items, item by item
	places bool // places that differ in anything, and not just in what rules tell apart
}

var shownAll = shown{items: true, places: true}

var (
	refItems     = ast.MustParseRef("input.resource.items")
	refPlaces    = ast.MustParseRef("input.resource.places")
	refRequestID = ast.MustParseRef("input.context.requestId")
)

// findShown looks into the modules. One that ships and knows places looks at
// items only where there are no places; one that does not ship may mean
// anything by what it reads.
func findShown(modules map[string]*ast.Module, sources map[string]string, shipped ...map[string]string) (all shown) {
	folders := sharedFolders(shipped...)
	for path, module := range modules {
		source, written := sources[path]
		if !written {
			continue // of the engine's own making
		}
		ships, knowsPlaces := isShipped(path, source, shipped...), reads(refPlaces, module)
		all.items = all.items || reads(refItems, module) && !(ships && knowsPlaces)
		all.places = all.places || !ships && (knowsPlaces || addsTo(module, folders))
	}
	return all
}

func isShipped(path, source string, shipped ...map[string]string) bool {
	return slices.ContainsFunc(shipped, func(own map[string]string) bool {
		known, ok := own[path]
		return ok && known == source
	})
}

// sharedFolders are those of the shipped modules that are handed places by
// others, without looking at the input: all but the rule packages.
func sharedFolders(shipped ...map[string]string) []string {
	folders := []string{}
	for _, own := range shipped {
		for source := range own {
			if folder := path.Dir(source); !beneath(folder, rulesRoot) {
				folders = append(folders, folder)
			}
		}
	}
	return folders
}

// addsTo reports whether a module defines something in one of the folders, or
// something that could lie there.
func addsTo(module *ast.Module, folders []string) bool {
	for _, rule := range module.Rules {
		at := refPath(ruleRef(rule))
		if slices.ContainsFunc(folders, func(folder string) bool { return beneath(at, folder) || beneath(folder, at) }) {
			return true
		}
	}
	return false
}

// reads reports whether anything in a module could look at a part of the input:
// by name, or by taking a document that holds it as a whole.
func reads(document ast.Ref, module *ast.Module) (found bool) {
	ast.WalkRefs(module, func(ref ast.Ref) bool {
		for i, part := range ref {
			if i == len(document) {
				break
			}
			if !part.Equal(document[i]) && (ast.IsConstant(part.Value) || i == 0) {
				return found // leads elsewhere
			}
		}
		found = true
		return true
	})
	return found
}

func anyReads(document ast.Ref, modules map[string]*ast.Module) bool {
	for _, module := range modules {
		if reads(document, module) {
			return true
		}
	}
	return false
}
