// Package openapi describes the API as OpenAPI 3.1 from its route table and the types of its
// bodies and responses, and serves the description.
package openapi

// Document is the description of the API.
type Document struct {
	OpenAPI    string                           `json:"openapi"`
	Info       Info                             `json:"info"`
	Servers    []Server                         `json:"servers"`
	Tags       []Tag                            `json:"tags"`
	Paths      map[string]map[string]*Operation `json:"paths"` // by path and method
	Components Components                       `json:"components"`
}

// Info names the API.
type Info struct {
	Title       string `json:"title"`
	Version     string `json:"version"`
	Description string `json:"description"`
}

// Server is the address of the API.
type Server struct {
	URL string `json:"url"`
}

// Tag is a group of operations.
type Tag struct {
	Name string `json:"name"`
}

// Components are shared by operations.
type Components struct {
	Schemas         map[string]*Schema         `json:"schemas"`
	Responses       map[string]*Response       `json:"responses"`
	SecuritySchemes map[string]*SecurityScheme `json:"securitySchemes"`
}

// SecurityScheme is a kind of credential.
type SecurityScheme struct {
	Type         string `json:"type"`
	Scheme       string `json:"scheme,omitempty"`
	BearerFormat string `json:"bearerFormat,omitempty"`
	In           string `json:"in,omitempty"`
	Name         string `json:"name,omitempty"`
	Description  string `json:"description"`
}

// Operation is one route.
type Operation struct {
	OperationID string                `json:"operationId"`
	Summary     string                `json:"summary"`
	Tags        []string              `json:"tags"`
	Deprecated  bool                  `json:"deprecated,omitempty"`
	Security    []map[string][]string `json:"security"` // one of them is required; an empty list requires none
	Parameters  []Parameter           `json:"parameters,omitempty"`
	RequestBody *RequestBody          `json:"requestBody,omitempty"`
	Responses   map[string]*Response  `json:"responses"`
	// Action is the action that the policy decides.
	Action *Action `json:"x-warder-action"`
}

// Action is an action on a type of resource.
type Action struct {
	Name     string `json:"name"`
	Resource string `json:"resource"`
}

// Parameter is a path or query parameter.
type Parameter struct {
	Name        string  `json:"name"`
	In          string  `json:"in"`
	Required    bool    `json:"required,omitempty"`
	Schema      *Schema `json:"schema"`
	Description string  `json:"description,omitempty"`
}

// RequestBody is the body of a route.
type RequestBody struct {
	Required bool              `json:"required"`
	Content  map[string]*Media `json:"content"`
}

// Media is a body of one content type.
type Media struct {
	Schema *Schema `json:"schema"`
}

// Response is the response with one status.
type Response struct {
	Ref         string            `json:"$ref,omitempty"`
	Description string            `json:"description,omitempty"`
	Content     map[string]*Media `json:"content,omitempty"`
	// Reasons are the possible reason codes of a refusal with this status.
	Reasons []string `json:"x-warder-reasons,omitempty"`
}
