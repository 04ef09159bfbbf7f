package pep

import (
	"strings"
	"testing"
	"time"

	"warder/models"
)

func Test_a_field_without_a_bound_is_found_wherever_it_is(t *testing.T) {
	type inner struct {
		Free string `json:"free"`
	}
	type held struct {
		Name string `json:"name" validate:"max=10"`
	}
	for name, c := range map[string]struct {
		body any
		at   string // of the field; empty for a body that is bounded
	}{
		"text": {&struct{ inner }{}, ".free"},
		"text that may be missing": {&struct {
			A *string `json:"a" validate:"omitnil,min=1"`
		}{}, ".a"},
		"text below": {&struct {
			A *inner `json:"a"`
		}{}, ".a.free"},
		"text in a list": {&struct {
			A []string `json:"a" validate:"max=3"`
		}{}, ".a"},
		"text in a long list": {&struct {
			A []string `json:"a" validate:"max=3,dive,min=1"`
		}{}, ".a[]"},
		"list without end": {&struct {
			A []bool `json:"a" validate:"min=1,dive"`
		}{}, ".a"},
		"field of an element": {&struct {
			A []inner `json:"a" validate:"max=3,dive"`
		}{}, ".a[].free"},
		"element that is not looked at": {&struct {
			A []held `json:"a" validate:"max=3"`
		}{}, ".a"},
		"key of a map": {&struct {
			A map[string]string `json:"a" validate:"max=3,dive,max=3"`
		}{}, ".a"},
		"value of a map": {&struct {
			A map[string]string `json:"a" validate:"max=3,dive,keys,max=3,endkeys"`
		}{}, ".a[]"},
		"what reads itself": {&struct {
			A Nullable[string] `json:"a"`
		}{}, ".a"},
		"anything": {&struct {
			A any `json:"a"`
		}{}, ".a"},
		"bounded": {&struct {
			held
			Ignored string
			A       []held               `json:"a" validate:"max=3,dive"`
			B       map[string]string    `json:"b" validate:"max=3,dive,keys,max=3,endkeys,max=3"`
			C       Nullable[string]     `json:"c" bound:"elsewhere"`
			D       *bool                `json:"d"`
			E       int64                `json:"e"`
			F       string               `json:"f" validate:"oneof=a b"`
			G       *time.Time           `json:"g"`
			H       models.MetadataEntry `json:"h"`
			I       string               `json:"i" validate:"path"`
		}{}, ""},
	} {
		for range 2 { // found, and remembered
			err := bounded(c.body)
			if (err == nil) != (c.at == "") || err != nil && !strings.HasSuffix(strings.SplitN(err.Error(), ":", 2)[0], c.at) {
				t.Errorf("%s: %v, want %q", name, err, c.at)
			}
		}
	}
}
