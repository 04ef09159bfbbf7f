package models

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"warder/models/store"
)

// Marks stand in the text of a frame where a record differs from others. JSON text
// holds no control characters, so no text of a client or of the server looks like one.
const (
	MarkDocument = '\x02' // the text of a document, whose name follows
	MarkRules    = '\x03' // the same, of rules, which a list of decisions does without
	MarkText     = '\x04' // a value of the record, within quotes; its letter follows
	MarkColumn   = '\x05' // a column of the record, within quotes; its letter follows
	MarkNumber   = '\x06' // a column that is a number
	MarkValue    = '\x07' // a value of the record, verbatim

	marks = "\x02\x03\x04\x05\x06\x07"

	// Between is what separates the values of a record. The first ones are the name of
	// the secret that was asked for, empty for none, and the id of the request.
	Between = '\x1f'

	// Letters are those of values, in their order.
	Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// Columns that a frame takes from the record.
const (
	ColumnID        = 'i'
	ColumnIP        = 'p'
	ColumnSubject   = 's'
	ColumnTime      = 't' // as a text, and as a number in whole seconds
	ColumnUserAgent = 'a'
)

// maxNesting is how deep a document may lie in others: frame, value, rules.
const maxNesting = 4

// joinDecisions makes the records of rows the whole texts that they were made of; without
// their rules where those are not asked for. One that names a document which is
// gone, or is not what its name says, becomes "{}": its columns still tell.
func joinDecisions(tx *store.Tx, rows []DecisionRecord, rules bool) error {
	documents, err := documentsOf(tx, rows, rules)
	if err != nil {
		return err
	}
	for i := range rows {
		if row := &rows[i]; row.Frame != "" {
			row.Record = documents.whole(row)
		}
	}
	return nil
}

// JoinDecisions makes rows as they are stored what a reader of the log gets.
func JoinDecisions(tx *store.Tx, rows []DecisionRecord) error { return joinDecisions(tx, rows, true) }

// documents are texts by their names.
type documents map[string]string

// documentsOf reads all that rows name, and what that names in turn.
func documentsOf(tx *store.Tx, rows []DecisionRecord, rules bool) (documents, error) {
	found, wanted := documents{}, []string{}
	var orgs, projects []string
	for i := range rows {
		if row := &rows[i]; row.Frame != "" {
			orgs, projects = append(orgs, row.OrgID), append(projects, row.ProjectID)
			wanted = named(append(wanted, row.Frame), row.Record, rules)
		}
	}
	orgs, projects = distinct(orgs), distinct(projects)
	for range maxNesting {
		wanted = slices.DeleteFunc(distinct(wanted), func(name string) bool { _, known := found[name]; return known })
		if len(wanted) == 0 {
			break
		}
		bodies := []DecisionDocument{}
		for names := range slices.Chunk(wanted, documentsAtOnce) {
			part := []DecisionDocument{}
			err := tx.DB().Select("hash", "body").Where("hash IN ? AND org_id IN ? AND project_id IN ?", names, orgs, projects).Find(&part).Error
			if err != nil {
				return nil, store.Failed[DecisionDocument]("read", err)
			}
			bodies = append(bodies, part...)
		}
		wanted = wanted[:0]
		for i := range bodies {
			if body := &bodies[i]; NameOf(body.Body) == body.Hash {
				found[body.Hash] = body.Body
				wanted = named(wanted, body.Body, rules)
			}
		}
	}
	return found, nil
}

// documentsAtOnce bounds the parameters of one statement.
const documentsAtOnce = 1000

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// DocumentsNamedBy returns the names of the documents that a stored record refers to.
func DocumentsNamedBy(row *DecisionRecord) []string {
	return named([]string{row.Frame}, row.Record, true)
}

// named adds the names of documents in a text.
func named(names []string, text string, rules bool) []string {
	for {
		at := strings.IndexAny(text, string([]rune{MarkDocument, MarkRules}))
		if at < 0 || len(text) < at+1+documentName {
			return names
		}
		if text[at] == MarkDocument || rules {
			names = append(names, text[at+1:at+1+documentName])
		}
		text = text[at+1+documentName:]
	}
}

// whole is the text that a row was made of.
func (d documents) whole(row *DecisionRecord) string {
	j := joining{documents: d, row: row, values: strings.Split(row.Record, string(Between))}
	frame, known := d[row.Frame]
	if !known || !j.text(frame, 0) {
		return "{}"
	}
	return string(j.out)
}

// joining is the partly assembled text of one record.
type joining struct {
	documents
	row    *DecisionRecord
	values []string
	out    []byte
}

// text adds a text with its marks replaced, and is false where it cannot be.
func (j *joining) text(text string, depth int) bool {
	for {
		at := strings.IndexAny(text, marks)
		if at < 0 || depth > maxNesting {
			j.out = append(j.out, text...)
			return at < 0
		}
		j.out = append(j.out, text[:at]...)
		mark := text[at]
		text = text[at+1:]
		length, ok := j.mark(mark, text, depth)
		if !ok {
			return false
		}
		text = text[length:]
	}
}

// mark adds what a mark stands for, and says how much of the text behind it is its own.
func (j *joining) mark(mark byte, text string, depth int) (length int, ok bool) {
	switch mark {
	case MarkText, MarkValue:
		if text == "" {
			return 0, false
		}
		number := strings.IndexByte(Letters, text[0])
		return 1, number >= 0 && number < len(j.values) && j.text(j.values[number], depth+1)
	case MarkColumn, MarkNumber:
		return 1, text != "" && j.column(text[0], mark == MarkNumber)
	}
	if len(text) < documentName {
		return 0, false
	}
	body, known := j.documents[text[:documentName]]
	if !known && mark == MarkRules {
		body, known = "null", true
	}
	return documentName, known && j.text(body, depth+1)
}

func (j *joining) column(letter byte, number bool) bool {
	switch letter {
	case ColumnID:
		j.quoted(j.row.ID)
	case ColumnIP:
		j.quoted(j.row.IP)
	case ColumnSubject:
		j.quoted(j.row.SubjectID)
	case ColumnUserAgent:
		j.quoted(j.row.UserAgent)
	case ColumnTime:
		if number {
			j.out = strconv.AppendInt(j.out, j.row.Time.Time.Unix(), 10)
		} else {
			j.out = j.row.Time.UTC().AppendFormat(j.out, time.RFC3339Nano)
		}
	default:
		return false
	}
	return true
}

func (j *joining) quoted(text string) { j.out = append(j.out, escaped(text)...) }
