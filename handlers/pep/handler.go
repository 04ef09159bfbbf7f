package pep

import "reflect"

// Handler serves a row of the route table: it reads, validates, asks, acts, and returns the
// body of a 200 or an error for AsError. It knows the types of its body and response, so the
// API can be described from the table.
type Handler struct {
	serve        func(r *Request) (any, error)
	body, answer reflect.Type
	optional     bool   // the body may be left out
	name         string // of the function
	file         string // content type of a file response
	fileAlone    bool   // never JSON
}

// Handle makes a handler from a function without a body.
func Handle[A any](serve func(*Request) (A, error)) Handler {
	return Handler{
		serve:  func(r *Request) (any, error) { return serve(r) },
		answer: answerOf[A](),
	}.named(serve).answering(new(A))
}

// named stores the function's name.
func (h Handler) named(function any) Handler {
	h.name = nameOf(function)
	return h
}

// answering stores the content type of a file response.
func (h Handler) answering(answer any) Handler {
	none := reflect.ValueOf(answer).Elem().Interface()
	if file, is := none.(interface{ FileType() string }); is {
		_, written := none.(interface{ WrittenAs() reflect.Type })
		h.file, h.fileAlone = file.FileType(), !written
	}
	return h
}

// HandleBody makes a handler from a function with a body. The function is called only with a
// bound and valid body (see Bind).
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

// HandleOptional is HandleBody for an optional body; without one the function gets an empty
// struct.
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

// HandleReading makes a handler from a function that reads the body itself, because it accepts
// more than JSON or has its own answer to malformed bodies. B describes the body.
func HandleReading[B, A any](serve func(*Request) (A, error)) Handler {
	handler := Handle(serve)
	handler.body = reflect.TypeFor[B]()
	return handler
}

// answerOf is the type that a response's JSON follows: its own, or the one that it names.
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

// Body is the type of the row's body, or nil.
func (r Route) Body() reflect.Type { return r.Handler.body }

// Answer is the type of the row's response.
func (r Route) Answer() reflect.Type { return r.Handler.answer }
