package logins

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Limits of a request relayed to AWS.
const (
	maxQuestion    = 1 << 10
	maxHeaderBytes = 16 << 10
	signatureLife  = 15 * time.Minute
	amzDate        = "20060102T150405Z"
)

// SignedRequest is a request to AWS as signed by a machine.
type SignedRequest struct {
	Method  string
	Body    string // base64
	Headers string // base64 of a JSON object
}

// relayed is a checked request that may be sent to AWS only.
type relayed struct {
	region string
	host   string // as signed
	header http.Header
	body   []byte
}

// readSigned accepts only a request that proves a principal and has no other effect: a recent
// GetCallerIdentity request, signed for the service of a region.
func readSigned(presented SignedRequest, now time.Time) (*relayed, error) {
	if presented.Method != http.MethodPost {
		return nil, errors.New("the method is not POST")
	}
	body, err := question(presented.Body)
	if err != nil {
		return nil, err
	}
	headers, err := signedHeaders(presented.Headers)
	if err != nil {
		return nil, err
	}
	authorization, err := readAuthorization(headers["authorization"])
	if err != nil {
		return nil, err
	}
	if err := authorization.holds(headers, now); err != nil {
		return nil, err
	}
	request := &relayed{region: authorization.region, host: headers["host"], body: body, header: http.Header{}}
	for name, value := range headers {
		signed := slices.Contains(authorization.signed, name)
		if name == "authorization" || name == "content-type" || signed && strings.HasPrefix(name, "x-amz-") {
			request.header.Set(name, value)
		}
	}
	request.header.Set("Accept", "application/json")
	return request, nil
}

// question is the body, which is relayed unchanged.
func question(encoded string) ([]byte, error) {
	body, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(body) > maxQuestion {
		return nil, errors.New("the body is not base64 of a question")
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || len(form) != 2 || !only(form["Action"], "GetCallerIdentity") || !only(form["Version"], "2011-06-15") {
		return nil, errors.New("the body asks for something else than the caller's identity")
	}
	return body, nil
}

func only(values []string, value string) bool { return len(values) == 1 && values[0] == value }

// signedHeaders are the headers by lower-case name.
func signedHeaders(encoded string) (map[string]string, error) {
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(raw) > maxHeaderBytes {
		return nil, errors.New("the headers are not base64 of an object")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if opening, err := decoder.Token(); err != nil || opening != json.Delim('{') {
		return nil, errors.New("the headers are no object")
	}
	headers := map[string]string{}
	for decoder.More() {
		name, value, err := headerField(decoder)
		if err != nil {
			return nil, err
		}
		if _, twice := headers[name]; twice {
			return nil, errors.New("a header is there twice")
		}
		headers[name] = value
	}
	if _, err := decoder.Token(); err != nil {
		return nil, errors.New("the headers are no object")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the headers")
	}
	return headers, nil
}

var headerName = regexp.MustCompile(`^[A-Za-z0-9-]{1,128}$`)

func headerField(decoder *json.Decoder) (name, value string, err error) {
	key, err := decoder.Token()
	if err != nil {
		return "", "", errors.New("the headers are no object")
	}
	read, err := decoder.Token()
	if err != nil {
		return "", "", errors.New("the headers are no object")
	}
	name, _ = key.(string)
	switch known := read.(type) {
	case string:
		value = known
	case json.Number: // older samples send the length as a number
		value = known.String()
	default:
		return "", "", errors.New("a header is neither text nor a number")
	}
	if !headerName.MatchString(name) || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", "", errors.New("a header with a character that none has")
	}
	return strings.ToLower(name), value, nil
}

// authorization is a parsed Authorization header.
type authorization struct {
	region string
	day    string
	signed []string // names of headers in lower case
}

var (
	credential = regexp.MustCompile(`^AWS4-HMAC-SHA256 +Credential=[A-Za-z0-9]{1,128}/([0-9]{8})/([a-z0-9-]{1,20})/sts/aws4_request *, *SignedHeaders=([a-z0-9;-]+) *, *Signature=[0-9a-f]{64}$`)
	// region excludes leading and trailing dashes, because it becomes part of a host name.
	region = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
)

func readAuthorization(header string) (authorization, error) {
	parts := credential.FindStringSubmatch(header)
	if parts == nil || !region.MatchString(parts[2]) {
		return authorization{}, errors.New("not signed for the token service of a region by Signature Version 4")
	}
	return authorization{region: parts[2], day: parts[1], signed: strings.Split(parts[3], ";")}, nil
}

// serviceHost is the host of a region's token service.
func serviceHost(region string) string {
	host := "sts." + region + ".amazonaws.com"
	if strings.HasPrefix(region, "cn-") {
		host += ".cn"
	}
	return host
}

func (a *authorization) holds(headers map[string]string, now time.Time) error {
	if !slices.Contains(a.signed, "host") || headers["host"] != serviceHost(a.region) {
		return fmt.Errorf("the host is not signed, or not that of the service in %s", a.region)
	}
	at, err := time.Parse(amzDate, headers["x-amz-date"])
	if err != nil || !slices.Contains(a.signed, "x-amz-date") {
		return errors.New("the date is missing or not signed")
	}
	if age := now.Sub(at); age > signatureLife || age < -signatureLife {
		return errors.New("signed too long ago, or in the future")
	}
	return nil
}
