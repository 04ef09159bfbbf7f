package transfer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

// document is a secret in a JSON or YAML file. A file is a list of them, or an object of names
// and values.
type document struct {
	Path                  quoted          `json:"path,omitempty" yaml:"path,omitempty"`
	Key                   quoted          `json:"key" yaml:"key"`
	Value                 quoted          `json:"value" yaml:"value"`
	Comment               quoted          `json:"comment,omitempty" yaml:"comment,omitempty"`
	Tags                  []tagDocument   `json:"tags,omitempty" yaml:"tags,omitempty"`
	Metadata              []entryDocument `json:"metadata,omitempty" yaml:"metadata,omitempty"`
	SkipMultilineEncoding bool            `json:"skipMultilineEncoding,omitempty" yaml:"skipMultilineEncoding,omitempty"`
}

type tagDocument struct {
	Slug  quoted `json:"slug" yaml:"slug"`
	Name  quoted `json:"name,omitempty" yaml:"name,omitempty"`
	Color quoted `json:"color,omitempty" yaml:"color,omitempty"`
}

type entryDocument struct {
	Key   quoted `json:"key" yaml:"key"`
	Value quoted `json:"value" yaml:"value"`
}

// quoted is text that YAML writes in double quotes: some of its other styles do not read back
// as the same text.
type quoted string

// MarshalYAML implements yaml.Marshaler.
func (q quoted) MarshalYAML() (any, error) {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: string(q), Style: yaml.DoubleQuotedStyle}, nil
}

func documents(items []Item) []document {
	list := make([]document, 0, len(items))
	for _, item := range items {
		d := document{Path: quoted(item.Path), Key: quoted(item.Key), Value: quoted(item.Value)}
		for _, tag := range sorted(item.Tags, slugOf) {
			d.Tags = append(d.Tags, tagDocument{quoted(tag.Slug), quoted(tag.Name), quoted(tag.Color)})
		}
		for _, entry := range sorted(item.Metadata, textOf) {
			d.Metadata = append(d.Metadata, entryDocument{quoted(entry.Key), quoted(entry.Value)})
		}
		if item.Comment != nil {
			d.Comment = quoted(*item.Comment)
		}
		if item.SkipMultilineEncoding != nil {
			d.SkipMultilineEncoding = *item.SkipMultilineEncoding
		}
		list = append(list, d)
	}
	return list
}

func writeJSON(items []Item) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(documents(items))
	return text.Bytes(), err
}

func writeYAML(items []Item) ([]byte, error) { return yaml.Marshal(documents(items)) }

// onceEach returns an error for a duplicate name in an object, because it is unknown which
// value is intended.
func onceEach(text []byte) error {
	_, err := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowInvalidUTF8(true)).ReadValue()
	var where *jsontext.SyntacticError
	if errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &where) {
		return fmt.Errorf("%w: %s is there twice", ErrFormat, where.JSONPointer.LastToken())
	}
	return nil // the parser reports other errors
}

func parseJSON(text []byte) ([]Item, error) {
	if err := onceEach(text); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var content any
	if err := decoder.Decode(&content); err != nil {
		return nil, fmt.Errorf("%w: it is not JSON", ErrFormat) // the parser's error may repeat a value
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: more follows the end", ErrFormat)
	}
	return itemsOf(content)
}

func parseYAML(text []byte) ([]Item, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("%w: it is not YAML", ErrFormat) // the parser's error may repeat a value
	}
	if len(root.Content) == 0 {
		return nil, nil
	}
	content, err := plain(root.Content[0])
	if err != nil {
		return nil, err
	}
	return itemsOf(content)
}

// plain is a node's content, with every scalar as written: 007 is not 7, and yes is not true.
func plain(node *yaml.Node) (any, error) {
	switch node.Kind {
	case yaml.ScalarNode:
		if node.Tag == "!!null" {
			return nil, nil //nolint:nilnil // the node contains null
		}
		return node.Value, nil
	case yaml.SequenceNode:
		list := []any{}
		for _, child := range node.Content {
			item, err := plain(child)
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		return list, nil
	case yaml.MappingNode:
		return plainObject(node)
	}
	return nil, fmt.Errorf("%w: line %d has an alias, and those are not followed", ErrFormat, node.Line)
}

func plainObject(node *yaml.Node) (any, error) {
	object := map[string]any{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		name := node.Content[i]
		if _, twice := object[name.Value]; twice || name.Kind != yaml.ScalarNode || name.Tag == "!!merge" {
			return nil, fmt.Errorf("%w: line %d: every name is text, and there once", ErrFormat, name.Line)
		}
		value, err := plain(node.Content[i+1])
		if err != nil {
			return nil, err
		}
		object[name.Value] = value
	}
	return object, nil
}
