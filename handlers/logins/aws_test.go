package logins

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

var moment1 = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

func signedFor(headers map[string]any) SignedRequest {
	all := map[string]any{
		"Authorization": "AWS4-HMAC-SHA256 Credential=AKIA1/20261201/eu-west-1/sts/aws4_request, SignedHeaders=host;x-amz-date;x-amz-y, Signature=" + strings.Repeat("0", 64),
		"Host":          "sts.eu-west-1.amazonaws.com", "X-Amz-Date": "20261201T090000Z", "x-amz-y": "1", "x-amz-z": "not signed", "Cookie": "a=b",
	}
	for name, value := range headers {
		if all[name] = value; value == nil {
			delete(all, name)
		}
	}
	raw, _ := json.Marshal(all)
	return SignedRequest{
		Method: http.MethodPost, Body: base64.StdEncoding.EncodeToString([]byte("Version=2011-06-15&Action=GetCallerIdentity")),
		Headers: base64.StdEncoding.EncodeToString(raw),
	}
}

func Test_of_a_signed_request_only_what_proves_the_caller_goes_on(t *testing.T) {
	request, err := readSigned(signedFor(nil), moment1)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for name := range request.header {
		names = append(names, name)
	}
	slices.Sort(names)
	if want := []string{"Accept", "Authorization", "X-Amz-Date", "X-Amz-Y"}; !slices.Equal(names, want) || request.host != "sts.eu-west-1.amazonaws.com" {
		t.Errorf("%v to %s", names, request.host)
	}
}

func Test_a_signed_request_for_anything_else_goes_nowhere(t *testing.T) {
	authorization := func(text string) map[string]any { return map[string]any{"Authorization": text} }
	for name, headers := range map[string]map[string]any{
		"another host": {"Host": "sts.example.com"}, "another region": {"Host": "sts.us-east-1.amazonaws.com"}, "no host": {"Host": nil}, "an old date": {"X-Amz-Date": "20261201T084459Z"},
		"a later date": {"X-Amz-Date": "20261201T091501Z"}, "no date": {"X-Amz-Date": nil}, "a name twice": {"host": "sts.eu-west-1.amazonaws.com"}, "a line break": {"x-amz-y": "a\r\nX: y"},
		"a header that is a list": {"x-amz-y": []any{"a"}}, "no authorization": authorization(""), "another scheme": authorization("Basic eA=="),
		"another service":      authorization("AWS4-HMAC-SHA256 Credential=A/20261201/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + strings.Repeat("0", 64)),
		"a region with a host": authorization("AWS4-HMAC-SHA256 Credential=A/20261201/x.example.com/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + strings.Repeat("0", 64)),
		"an unsigned host":     authorization("AWS4-HMAC-SHA256 Credential=A/20261201/eu-west-1/sts/aws4_request, SignedHeaders=x-amz-date, Signature=" + strings.Repeat("0", 64)),
		"an unsigned date":     authorization("AWS4-HMAC-SHA256 Credential=A/20261201/eu-west-1/sts/aws4_request, SignedHeaders=host, Signature=" + strings.Repeat("0", 64)),
	} {
		if _, err := readSigned(signedFor(headers), moment1); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	for name, body := range map[string]string{"another action": "Action=GetSessionToken&Version=2011-06-15", "two actions": "Action=GetCallerIdentity&Action=X&Version=2011-06-15", "more": "Action=GetCallerIdentity&Version=2011-06-15&X=1", "nothing": ""} {
		request := signedFor(nil)
		request.Body = base64.StdEncoding.EncodeToString([]byte(body))
		if _, err := readSigned(request, moment1); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// FuzzReadSigned holds that what is relayed goes to AWS alone, asks one question, and has
// no header but those that are signed for it.
func FuzzReadSigned(f *testing.F) {
	good := signedFor(nil)
	raw, _ := base64.StdEncoding.DecodeString(good.Headers)
	f.Add("POST", "Action=GetCallerIdentity&Version=2011-06-15", string(raw))
	f.Add("GET", "", `{"Host":1}`)
	f.Fuzz(func(t *testing.T, method, body, headers string) {
		request, err := readSigned(SignedRequest{method, base64.StdEncoding.EncodeToString([]byte(body)), base64.StdEncoding.EncodeToString([]byte(headers))}, moment1)
		if err != nil {
			return
		}
		host := strings.TrimSuffix(request.host, ".cn")
		if !strings.HasPrefix(host, "sts.") || !strings.HasSuffix(host, ".amazonaws.com") || strings.Count(host, ".") != 3 || string(request.body) != body {
			t.Errorf("relayed to %q: %q", request.host, request.body)
		}
		for name, values := range request.header {
			lower := strings.ToLower(name)
			if len(values) != 1 || strings.ContainsAny(values[0], "\r\n\x00") || lower != "accept" && lower != "authorization" && lower != "content-type" && !strings.HasPrefix(lower, "x-amz-") {
				t.Errorf("relays the header %s: %q", name, values)
			}
		}
	})
}

func Test_forms_of_a_principal(t *testing.T) {
	for text, want := range map[string]string{
		"arn:aws:iam::123456789012:user/web":                 "arn:aws:iam::123456789012:user/web",
		"arn:aws:iam::123456789012:user/team/web":            "arn:aws:iam::123456789012:user/team/web arn:aws:iam::123456789012:user/web",
		"arn:aws:sts::123456789012:assumed-role/app/admin":   "arn:aws:sts::123456789012:assumed-role/app arn:aws:iam::123456789012:role/app",
		"arn:aws:iam::123456789012:root":                     "",
		"arn:aws:sts::123456789012:federated-user/web":       "",
		"arn:aws:sts::123456789012:assumed-role/app":         "",
		"arn:aws:sts::123456789012:assumed-role/app/a/b":     "",
		"arn:aws:iam::123456789012:assumed-role/app/i":       "",
		"arn:aws:iam::123456789012:user/":                    "",
		"arn:aws:iam::123456789012:user//web":                "",
		"arn:aws:ec2:us-east-1:123456789012:instance/i-1":    "",
		"arn:aws-us-gov:iam::123456789012:role/app":          "arn:aws-us-gov:iam::123456789012:role/app",
		"arn:aws:iam::123456789012:user/web\narn:aws:iam::1": "",
	} {
		read, readable := readARN(text)
		if got := strings.Join(read.forms, " "); got != want || readable != (want != "") {
			t.Errorf("%s: %q", text, got)
		}
	}
}
