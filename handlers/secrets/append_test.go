package secrets

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"warder/engine/facts"
	"warder/handlers/pep/jsonappend"
	"warder/models"
	"warder/models/store"
	"warder/models/vault"
)

// What an answer writes itself is what encoding/json writes of it, to the byte.
func Test_an_answer_writes_itself_as_encoding_json_does(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := someSecretJSON(t)
		same(t, secret.AppendJSON, secret)
		shown := someShown(t)
		same(t, (&shownAnswer{&shown}).AppendJSON, secretAnswer{shown.body()})
		list := shownListAnswer{someList(t, "imports", someImported), someList(t, "secrets", someShown)}
		imports := []importedJSON{}
		for _, from := range list.imports {
			imports = append(imports, importedJSON{from.secretPath, from.environment, from.folderID, bodiesOf(from.secrets)})
		}
		if list.imports == nil {
			imports = nil
		}
		same(t, list.AppendJSON, secretListAnswer{imports, bodiesOf(list.secrets)})
	})
}

func same(t *rapid.T, write func([]byte) []byte, body any) {
	want, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	if got := write([]byte("before ")); string(got) != "before "+string(want) {
		t.Fatalf("written %s\nencoding/json %s", got, want)
	}
}

func bodiesOf(shown []shownSecret) []secretJSON {
	if shown == nil {
		return nil
	}
	bodies := []secretJSON{}
	for i := range shown {
		bodies = append(bodies, shown[i].body())
	}
	return bodies
}

func Test_a_text_is_written_as_encoding_json_does(t *testing.T) {
	for c := range 0x3000 { // beyond the last that is treated in its own way
		text := "a" + string(rune(c)) + "b"
		want, _ := json.Marshal(text)
		if got := jsonappend.Text(nil, text); string(got) != string(want) {
			t.Errorf("%U is written %s, not %s", c, got, want)
		}
	}
	for c := range 256 {
		text := string([]byte{byte(c)})
		want, _ := json.Marshal(text)
		if got := jsonappend.Text(nil, text); string(got) != string(want) {
			t.Errorf("the byte %x is written %s, not %s", c, got, want)
		}
	}
}

func someText(t *rapid.T, name string) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "plain", "3f0c8f4e-7a0b-4a53-9d3c-2b8b0d2a9f10"}), rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(raw []byte) string { return string(raw) }),
		rapid.SampledFrom([]string{`<a href="x">&amp;</a>`, "\u2028\u2029", "\x7f", "\xed\xa0\x80", "\n\t\\\"", "ä"}),
	).Draw(t, name)
}

func someList[T any](t *rapid.T, name string, member func(*rapid.T) T) []T {
	count := rapid.IntRange(-1, 3).Draw(t, name)
	if count < 0 {
		return nil
	}
	list := make([]T, 0, count)
	for range count {
		list = append(list, member(t))
	}
	return list
}

// perhaps is a value or nil.
func perhaps[T any](t *rapid.T, name string, value func() T) *T {
	if rapid.Bool().Draw(t, name+" is there") {
		drawn := value()
		return &drawn
	}
	return nil
}

func someSecretJSON(t *rapid.T) *secretJSON {
	text := func(name string) string { return someText(t, name) }
	moment := func() store.Time {
		return store.Time{Time: time.Unix(rapid.Int64Range(-80_000_000_000, 300_000_000_000).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond")).
			In(time.FixedZone("", rapid.IntRange(-50_000, 50_000).Draw(t, "zone")))}
	}
	return &secretJSON{
		ID: text("id"), UnderscoreID: text("_id"), Workspace: text("workspace"), Environment: text("environment"), Version: rapid.Int64().Draw(t, "version"),
		Type: text("type"), SecretKey: text("key"), SecretValue: text("value"), SecretComment: text("comment"), SecretPath: text("path"),
		SecretValueHidden: rapid.Bool().Draw(t, "hidden"), SkipMultilineEncoding: rapid.Bool().Draw(t, "multiline"), IsRotatedSecret: rapid.Bool().Draw(t, "rotated"),
		ReminderNote: perhaps(t, "note", func() string { return text("note") }), RotationID: perhaps(t, "rotation", func() string { return text("rotation") }),
		ReminderRepeatDays: perhaps(t, "days", func() int64 { return rapid.Int64().Draw(t, "days") }),
		SecretMetadata: someList(t, "metadata", func(*rapid.T) models.MetadataEntry {
			return models.MetadataEntry{Key: text("key"), Value: text("value")}
		}),
		Tags:  someList(t, "tags", func(*rapid.T) tagStub { return tagStub{text("id"), text("slug"), text("name"), text("color")} }),
		Actor: secretActor{text("actor"), text("actor type")}, CreatedAt: perhaps(t, "created", moment), UpdatedAt: perhaps(t, "updated", moment),
	}
}

func someShown(t *rapid.T) shownSecret {
	like := someSecretJSON(t)
	row := &models.Secret{ID: like.ID, ProjectID: like.Workspace, SecretFields: models.SecretFields{
		Key: like.SecretKey, Type: like.Type, Version: like.Version, Metadata: like.SecretMetadata, ReminderNote: like.ReminderNote, ActorID: like.Actor.ActorID,
	}}
	var tags []models.Tag
	for _, tag := range like.Tags {
		tags = append(tags, models.Tag{ID: tag.ID, Slug: tag.Slug, Name: tag.Name, Color: tag.Color})
	}
	stored := &facts.StoredSecret{Secret: row, Environment: like.Environment, Path: like.SecretPath, Tags: tags}
	sight := rapid.SampledFrom([]facts.Sight{facts.Described, facts.Revealed}).Draw(t, "sight")
	return shownSecret{facts.Seen{StoredSecret: stored, Sight: sight}, vault.SecretText{Value: like.SecretValue, Comment: like.SecretComment}, rapid.Bool().Draw(t, "imported")}
}

func someImported(t *rapid.T) importedSecrets {
	return importedSecrets{someText(t, "path"), someText(t, "environment"), someText(t, "folder"), someList(t, "imported", someShown)}
}
