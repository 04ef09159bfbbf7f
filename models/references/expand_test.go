package references

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// project is a Source of texts by their places, such as "dev /x KEY".
type project struct {
	texts     map[string]string
	forbidden string // a place that the caller may not read
	reads     [][]string
	slugs     int // calls of Environments
}

var errForbidden = errors.New("forbidden")

func (p *project) Environments() (Slugs, error) { p.slugs++; return devAndPro, nil }

func (p *project) Read(wanted []Reference) ([]Secret, error) {
	var level []string
	var found []Secret
	for _, ref := range wanted {
		name := ref.Environment + " " + ref.Path + " " + ref.Name
		level = append(level, ref.Written+" in "+ref.Holder)
		if name == p.forbidden {
			return nil, errForbidden
		}
		if text, exists := p.texts[name]; exists {
			found = append(found, Secret{ID: name, SecretRef: ref.SecretRef, Text: text})
		}
	}
	p.reads = append(p.reads, level)
	return found, nil
}

// chain are the texts ${K1}, ${K2} and so on; the last is its end.
func chain(links int) map[string]string {
	texts := map[string]string{}
	for i := range links {
		texts[fmt.Sprintf("prod /here K%d", i)] = fmt.Sprintf("${K%d}", i+1)
	}
	texts[fmt.Sprintf("prod /here K%d", links)] = "end"
	return texts
}

func Test_references_are_replaced(t *testing.T) {
	for _, c := range []struct {
		name, text string
		texts      map[string]string
		want       string
	}{
		{"plain text", "a $b {c} ${", nil, "a $b {c} ${"},
		{"of the same folder", "x ${A} y", map[string]string{"prod /here A": "1"}, "x 1 y"},
		{"of another place", "${dev.x.y.A}", map[string]string{"dev /x/y A": "1"}, "1"},
		{"of the root of an environment", "${dev.A}", map[string]string{"dev / A": "1"}, "1"},
		{"seen from the place that refers", "${dev.x.A}", map[string]string{"dev /x A": "${B}", "dev /x B": "there", "prod /here B": "here"}, "there"},
		{"a name with dots", "${a.b}", map[string]string{"prod /here a.b": "1"}, "1"},
		{"several at once", "${A}${B}${A}", map[string]string{"prod /here A": "1", "prod /here B": "2"}, "121"},
		{"to no secret", "x ${A} y", nil, "x ${A} y"},
		{"to no secret, further on", "${A}", map[string]string{"prod /here A": "${B}"}, "${B}"},
		{"a default of a shell", "${A:-x}", map[string]string{"prod /here A": "1"}, "${A:-x}"},
		{"out of the folder", "${dev.a.../b.A}", nil, "${dev.a.../b.A}"},
		{"to itself", "x${TOP}y", map[string]string{"prod /here TOP": "x${TOP}y"}, "xy"},
		{"a circle", "${A}", map[string]string{"prod /here A": "a${B}", "prod /here B": "b${A}"}, "ab"},
		{"as deep as it goes", "${K0}", chain(levels - 1), "end"},
		{"one level deeper", "${K0}", chain(levels), "${K10}"},
		{"a value is no name", "${A}", map[string]string{"prod /here A": "B}", "prod /here B": "no"}, "B}"},
	} {
		top := &Secret{ID: "prod /here TOP", SecretRef: here, Text: c.text}
		left, err := Expand(t.Context(), &project{texts: c.texts}, []*Secret{top})
		if err != nil || len(left) > 0 || top.Text != c.want {
			t.Errorf("%s: %q, left %v, %v; want %q", c.name, top.Text, left, err, c.want)
		}
	}
}

func Test_several_lines_are_written_as_one_where_a_secret_says_so(t *testing.T) {
	source := &project{texts: map[string]string{"prod /here A": "1\n2"}}
	for oneLine, want := range map[bool]string{true: `"1\n2"`, false: "1\n2"} {
		top := &Secret{ID: "top", SecretRef: here, Text: "${A}", OneLine: oneLine}
		if _, err := Expand(t.Context(), source, []*Secret{top}); err != nil || top.Text != want {
			t.Errorf("%v: %q, %v", oneLine, top.Text, err)
		}
	}
}

func Test_a_reference_that_may_not_be_read_fails_the_request(t *testing.T) {
	for name, texts := range map[string]map[string]string{
		"to no secret": {}, "to a secret": {"dev / A": "1"}, "further on": {"prod /here B": "${dev.A}"},
	} {
		secrets := []*Secret{{ID: "1", SecretRef: here, Text: "plain"}, {ID: "2", SecretRef: here, Text: "${B}${dev.A}"}}
		if _, err := Expand(t.Context(), &project{texts: texts, forbidden: "dev / A"}, secrets); !errors.Is(err, errForbidden) {
			t.Errorf("%s: %v", name, err)
		}
		if secrets[1].Text != "${B}${dev.A}" {
			t.Errorf("%s: the text became %q", name, secrets[1].Text)
		}
	}
}

func Test_each_level_is_read_once_and_each_place_is_asked_for_once(t *testing.T) {
	source := &project{texts: map[string]string{"prod /here A": "${C}", "prod /here B": "${C}${A}", "prod /here C": "${A}"}}
	secrets := []*Secret{{ID: "1", SecretRef: SecretRef{"prod", "/here", "X"}, Text: "${A}"}, {ID: "2", SecretRef: SecretRef{"prod", "/here", "Y"}, Text: "${A}${B}"}}
	if _, err := Expand(t.Context(), source, secrets); err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"${A} in X", "${B} in Y"}, {"${C} in A"}}
	if !reflect.DeepEqual(source.reads, want) || source.slugs != 1 {
		t.Errorf("read %v, environments %d times", source.reads, source.slugs)
	}
}

func Test_plain_texts_ask_the_source_for_nothing(t *testing.T) {
	source := &project{}
	if _, err := Expand(t.Context(), source, []*Secret{{ID: "1", SecretRef: here, Text: "plain $A"}}); err != nil || len(source.reads) > 0 || source.slugs > 0 {
		t.Errorf("read %v, environments %d times, %v", source.reads, source.slugs, err)
	}
}

func Test_a_secret_beyond_the_limits_is_left_and_the_others_are_expanded(t *testing.T) {
	large := map[string]string{"prod /here SMALL": "1", "prod /here MANY": strings.Repeat("${SMALL}", 200)}
	large["prod /here BIG"] = strings.Repeat("x", mostExpanded/2+1)
	for name, text := range map[string]string{
		"text": "${BIG}${BIG}", "replacements": strings.Repeat("${MANY}", 50),
	} {
		secrets := []*Secret{{ID: "1", SecretRef: here, Text: text}, {ID: "2", SecretRef: here, Text: "${SMALL}"}}
		left, err := Expand(t.Context(), &project{texts: large}, secrets)
		if err != nil || len(left) != 1 || left[0] != secrets[0] || secrets[0].Text != text || secrets[1].Text != "1" {
			t.Errorf("too much %s: left %d, %q, %v", name, len(left), secrets[1].Text, err)
		}
		if _, _, err := Tree(t.Context(), &project{texts: large}, secrets[0]); !errors.Is(err, ErrTooMuchText) {
			t.Errorf("too much %s in a tree: %v", name, err)
		}
	}
}

func Test_all_secrets_of_a_request_share_a_limit(t *testing.T) {
	texts := map[string]string{"prod /here BIG": strings.Repeat("x", mostExpanded-10)}
	var secrets []*Secret
	for i := range mostTogether/mostExpanded + 1 {
		secrets = append(secrets, &Secret{ID: fmt.Sprint(i), SecretRef: here, Text: "${BIG}" + strings.Repeat("y", 9-i)})
	}
	left, err := Expand(t.Context(), &project{texts: texts}, secrets)
	if err != nil || !slices.Equal(left, secrets[:1]) { // the longest one
		t.Errorf("left %d, %v", len(left), err)
	}
}

func Test_a_tree_says_what_a_text_is_put_together_from(t *testing.T) {
	source := &project{texts: map[string]string{"prod /here A": "${B}-${NONE}", "prod /here B": "b${A}"}}
	node, text, err := Tree(t.Context(), source, &Secret{ID: "top", SecretRef: here, Text: "${A}${A}"})
	if err != nil || text != "b-${NONE}b-${NONE}" {
		t.Fatalf("%q, %v", text, err)
	}
	if got, want := drawn(node), "TOP(A(B()) A(B()))"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func drawn(node *Node) string {
	var children []string
	for _, child := range node.Children {
		children = append(children, drawn(child))
	}
	return node.Name + "(" + strings.Join(children, " ") + ")"
}
