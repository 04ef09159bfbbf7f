package audit

import (
	"encoding/json"

	"warder/engine"
	"warder/engine/input"
	"warder/handlers/pep/jsonappend"
)

// appendMembers encodes the members of a list as encoding/json would. Members with fields that
// secrets lack go through encoding/json.
func appendMembers(text []byte, members []engine.RecordedMember) ([]byte, error) {
	text = append(text, '[')
	for i := range members {
		if i > 0 {
			text = append(text, ',')
		}
		if m := &members[i]; m.Requested == nil && m.Resource.Properties.Keys == nil {
			text = appendMember(text, m)
			continue
		}
		raw, err := json.Marshal(&members[i])
		if err != nil {
			return nil, err
		}
		text = append(text, raw...)
	}
	return append(text, ']'), nil
}

func appendMember(text []byte, m *engine.RecordedMember) []byte {
	text = jsonappend.Text(append(text, `{"resource":{"type":`...), m.Resource.Type)
	text = jsonappend.Text(append(text, `,"id":`...), m.Resource.ID)
	text = append(text, `,"properties":{`...)
	text = appendProperties(text, &m.Resource.Properties)
	text = append(text, "}}"...)
	if m.Target != nil {
		text = jsonappend.Number(append(text, `,"target":`...), int64(*m.Target))
	}
	return append(jsonappend.Number(append(text, `,"outcome":`...), int64(m.Outcome)), '}')
}

// appendProperties encodes all properties except the keys, in field order.
func appendProperties(text []byte, p *input.Properties) []byte {
	start := len(text)
	text = appendField(text, start, `"environment":`, p.Environment)
	text = appendField(text, start, `"secretPath":`, p.SecretPath)
	text = appendField(text, start, `"secretName":`, p.SecretName)
	if len(p.SecretTags) > 0 {
		text = jsonappend.List(append(between(text, start), `"secretTags":`...), p.SecretTags, func(text []byte, tag *string) []byte {
			return jsonappend.Text(text, *tag)
		})
	}
	text = appendField(text, start, `"identityId":`, p.IdentityID)
	return appendField(text, start, `"kind":`, p.Kind)
}

func appendField(text []byte, start int, name string, value *string) []byte {
	if value == nil {
		return text
	}
	return jsonappend.Text(append(between(text, start), name...), *value)
}

// between appends a comma if there is text after start.
func between(text []byte, start int) []byte {
	if len(text) == start {
		return text
	}
	return append(text, ',')
}
