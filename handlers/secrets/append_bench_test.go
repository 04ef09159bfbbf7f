package secrets

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"warder/engine/facts"
	"warder/models"
	"warder/models/store"
	"warder/models/vault"
)

// A list of 100 secrets as the answer writes itself, and as encoding/json writes the same
// structs: what the writers by hand are worth.
func Benchmark_list_of_100(b *testing.B) {
	list := shownListAnswer{}
	for i := range 100 {
		row := &models.Secret{ID: "3f0c8f4e-7a0b-4a53-9d3c-2b8b0d2a9f10", ProjectID: "8b0d2a9f-7a0b-4a53-9d3c-2b8b3f0c8f4e", SecretFields: models.SecretFields{
			Key: fmt.Sprintf("DATABASE_PASSWORD_%d", i), Type: "shared", Version: 7, ActorID: "4a538f4e-7a0b-4a53-9d3c-2b8b0d2a9f10",
		}, CreatedAt: store.At(time.Unix(1.8e9, 0)), UpdatedAt: store.At(time.Unix(1.8e9, 0))}
		seen := facts.Seen{StoredSecret: &facts.StoredSecret{Secret: row, Environment: "production", Path: "/backend"}, Sight: facts.Revealed}
		list.secrets = append(list.secrets, shownSecret{seen, vault.SecretText{Value: "correct horse battery staple"}, false})
	}
	b.Run("written by itself", func(b *testing.B) {
		var text []byte
		for b.Loop() {
			text = list.AppendJSON(text[:0])
		}
	})
	b.Run("by encoding/json", func(b *testing.B) {
		for b.Loop() {
			if _, err := json.Marshal(secretListAnswer{nil, bodiesOf(list.secrets)}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
