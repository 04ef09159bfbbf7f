package secrets

import (
	"maps"
	"slices"

	"warder/handlers/pep"
	"warder/models"
)

// metadataEntry is one metadata key and value in requests.
type metadataEntry struct {
	models.MetadataEntry
	IsEncrypted pep.Unserved `json:"isEncrypted" validate:"unserved=Metadata are not sealed: what is confidential belongs into a secret's value"`
}

// metadataRows converts entries to stored rows.
func metadataRows(sent []metadataEntry) []models.MetadataEntry {
	if sent == nil {
		return nil
	}
	rows := make([]models.MetadataEntry, 0, len(sent))
	for i := range sent {
		rows = append(rows, sent[i].MetadataEntry)
	}
	return rows
}

// metadataList is the metadata in the encrypted form, sorted by key.
func metadataList(entries map[string]string) []metadataEntry {
	list := make([]metadataEntry, 0, len(entries))
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		list = append(list, metadataEntry{MetadataEntry: models.MetadataEntry{Key: key, Value: entries[key]}})
	}
	return list
}
