package pep

import "reflect"

// Handler serves a row of the route table: it reads, validates, asks, acts and answers
// with the body of a 200, or with an error that AsError understands. It knows the type
// of the body that it takes and the type of its answer, so the API can be described
// from the table.
type Handler struct {
	serve        func(r *Request) (any, error)
	body, answer reflect.Type
	optional     bool   // the body may be left out
	name         string // of the function
	file         string // content type of an answer that is a file
	fileAlone    bool   // and never JSON
}

// Handle makes a handler of a function that takes no body.
func Handle[A any](serve func(*Request) (A, error)) Handler {
	return Handler{
		serve:  func(r *Request) (any, error) { return serve(r) },
		answer: answerOf[A](),
	}.named(serve).answering(new(A))
}

// named keeps how the function is called.
func (h Handler) named(function any) Handler {
	h.name = nameOf(function)
	return h
}

// answering notes the content type of an answer that may be a file.
func (h Handler) answering(answer any) Handler {
	none := reflect.ValueOf(answer).Elem().Interface()
	if file, is := none.(interface{ FileType() string }); is {
		_, written := none.(interface{ WrittenAs() reflect.Type })
		h.file, h.fileAlone = file.FileType(), !written
	}
	return h
}

// HandleBody makes a handler of a function that takes a body: it is called with the
// bound and valid body (see Bind), or not at all.
func HandleBody[P interface {
	*B
	Body
}, B, A any](serve func(*Request, P) (A, error)) Handler {
	return Handler{
		serve: func(r *Request) (any, error) {
			body := P(new(B))
			if err := r.Bind(body); err != nil {
				return nil, err
			}
			return serve(r, body)
		},
		body:   reflect.TypeFor[B](),
		answer: answerOf[A](),
	}.named(serve)
}

// HandleOptional is HandleBody for a body that may be left out: the function is then
// called with an empty one.
func HandleOptional[P interface {
	*B
	Body
}, B, A any](serve func(*Request, P) (A, error)) Handler {
	return Handler{
		serve: func(r *Request) (any, error) {
			body := P(new(B))
			if err := r.BindIfSent(body); err != nil {
				return nil, err
			}
			return serve(r, body)
		},
		body:     reflect.TypeFor[B](),
		answer:   answerOf[A](),
		optional: true,
	}.named(serve)
}

// HandleReading makes a handler of a function that reads the body by itself, since it
// takes more than JSON or answers malformed bodies in its own way. B describes the body.
func HandleReading[B, A any](serve func(*Request) (A, error)) Handler {
	handler := Handle(serve)
	handler.body = reflect.TypeFor[B]()
	return handler
}

// answerOf is the type whose JSON an answer has: its own, or the one that it names.
func answerOf[A any]() reflect.Type {
	var none A
	if written, named := any(none).(interface{ WrittenAs() reflect.Type }); named {
		return written.WrittenAs()
	}
	answer := reflect.TypeFor[A]()
	if answer.Kind() == reflect.Pointer {
		return answer.Elem()
	}
	return answer
}

// Body is the type of the body that the row takes; nil if it takes none.
func (r Route) Body() reflect.Type { return r.Handler.body }

// Answer is the type of the row's answer.
func (r Route) Answer() reflect.Type { return r.Handler.answer }
