package transfer

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// itemsOf reads both forms of a file.
func itemsOf(content any) ([]Item, error) {
	switch content := content.(type) {
	case nil:
		return nil, nil
	case map[string]any:
		var items []Item
		for _, key := range slices.Sorted(maps.Keys(content)) {
			value, is := scalar(content[key])
			if !is {
				return nil, fmt.Errorf("%w: the value of %s is neither text, number nor boolean", ErrFormat, key)
			}
			items = append(items, Item{Secret: Secret{Key: key, Value: value}})
		}
		return items, nil
	case []any:
		return itemsOfList(content)
	}
	return nil, fmt.Errorf("%w: want an object of names and values, or a list of objects with key and value", ErrFormat)
}

func scalar(value any) (string, bool) {
	switch value := value.(type) {
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	case bool:
		return fmt.Sprint(value), true
	}
	return "", false
}

func itemsOfList(list []any) ([]Item, error) {
	var items []Item
	seen := map[string]bool{}
	for i, entry := range list {
		object, is := entry.(map[string]any)
		if !is {
			return nil, fmt.Errorf("%w: entry %d is not an object with key and value", ErrFormat, i+1)
		}
		item, err := itemOf(object)
		if err != nil {
			return nil, fmt.Errorf("%w: entry %d: %w", ErrFormat, i+1, err)
		}
		at := path.Join("/", item.Path, item.Key)
		if seen[at] {
			return nil, fmt.Errorf("%w: entry %d: %s is there twice", ErrFormat, i+1, at)
		}
		seen[at] = true
		items = append(items, item)
	}
	return items, nil
}

// itemOf reads one entry of a list. An unknown field is an error, since it is probably
// misspelt.
func itemOf(object map[string]any) (Item, error) {
	item := Item{}
	said := map[string]bool{}
	texts := map[string]*string{"key": &item.Key, "value": &item.Value, "path": &item.Path}
	for name, value := range object {
		said[name] = true
		text, isText := scalar(value)
		var err error
		switch into := texts[name]; {
		case into != nil && isText:
			*into = text
		case name == "comment" && isText:
			item.Comment = &text
		case name == "skipMultilineEncoding" && isText:
			on := text == "true"
			item.SkipMultilineEncoding = &on
		case name == "tags":
			item.Tags, err = tagsOf(value)
		case name == "metadata":
			item.Metadata, err = metadataOf(value)
		default:
			err = fmt.Errorf("%s is not known, or not of the right kind", name)
		}
		if err != nil {
			return Item{}, err
		}
	}
	if slices.Contains(strings.Split(item.Path, "/"), "..") {
		return Item{}, errors.New("path leads out of the folder that --path names")
	}
	if item.Key == "" || !said["value"] {
		return Item{}, errors.New("key and value are required")
	}
	return item, nil
}

// tagsOf reads slugs, or objects with one.
func tagsOf(value any) ([]Tag, error) {
	list, is := value.([]any)
	if !is {
		return nil, errors.New("tags is a list")
	}
	tags := []Tag{}
	for _, entry := range list {
		slug, isText := scalar(entry)
		tag := Tag{Slug: slug}
		if object, is := entry.(map[string]any); is {
			tag.Slug, isText = scalar(object["slug"])
			tag.Name, _ = scalar(object["name"])
			tag.Color, _ = scalar(object["color"])
		}
		if !isText || tag.Slug == "" {
			return nil, errors.New("a tag is a slug, or an object with one")
		}
		tags = append(tags, tag)
	}
	return tags, nil
}

// metadataOf reads a list of objects with key and value, or one object.
func metadataOf(value any) ([]Entry, error) {
	entries := []Entry{}
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			text, is := scalar(value[key])
			if !is {
				return nil, errors.New("metadata holds text only")
			}
			entries = append(entries, Entry{key, text})
		}
	case []any:
		for _, entry := range value {
			object, _ := entry.(map[string]any)
			key, isKey := scalar(object["key"])
			text, isText := scalar(object["value"])
			if !isKey || !isText {
				return nil, errors.New("an entry of metadata has key and value")
			}
			entries = append(entries, Entry{key, text})
		}
	default:
		return nil, errors.New("metadata is a list or an object")
	}
	return entries, nil
}
