package logins

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"warder/engine/input"
	"warder/handlers/outbound"
	"warder/models"
)

const identityBytes = 64 << 10

// proveAWS asks AWS who signed a request. Only AWS can verify it, because AWS and the machine
// share the secret.
func (v *Verifier) proveAWS(ctx context.Context, method *models.AuthMethod, presented Presented) (*input.LoginProof, error) {
	request, err := readSigned(presented.Request, v.options.Clock())
	if err != nil {
		return nil, &failure{input.AWSRequestNotAccepted, err}
	}
	leave, err := v.sources.busy.enter(method.OrgID)
	if err != nil {
		return nil, err
	}
	defer leave()
	answer, err := v.options.Client.Do(ctx, outbound.Exchange{
		Method: http.MethodPost, URL: strings.TrimSuffix(strings.ReplaceAll(v.options.STS, "{region}", request.region), "/") + "/",
		Host: request.host, Header: request.header, Body: request.body, Limit: identityBytes, Operator: true,
	})
	if err != nil {
		return nil, err
	}
	if answer.Status >= http.StatusBadRequest && answer.Status < http.StatusInternalServerError {
		return nil, &failure{input.AWSRefused, fmt.Errorf("AWS answers with the status %d", answer.Status)}
	}
	if answer.Status != http.StatusOK {
		return nil, fmt.Errorf("%w: AWS answers with the status %d", errSource, answer.Status)
	}
	return readCaller(answer.Body)
}

// caller is the response of GetCallerIdentity, in both of its forms.
type caller struct {
	Account string `json:"Account" xml:"GetCallerIdentityResult>Account"`
	ARN     string `json:"Arn"     xml:"GetCallerIdentityResult>Arn"`
	UserID  string `json:"UserId"  xml:"GetCallerIdentityResult>UserId"`
}

func readCaller(body []byte) (*input.LoginProof, error) {
	said, err := decodeCaller(body)
	if err != nil || said.Account == "" || said.ARN == "" || said.UserID == "" {
		return nil, fmt.Errorf("%w: AWS answers without a caller", errSource)
	}
	proof := &input.LoginProof{Kind: input.ProofCaller, Account: said.Account, ARN: said.ARN, UserID: said.UserID}
	if read, readable := readARN(said.ARN); readable && read.account == said.Account {
		proof.Partition, proof.Service = read.partition, read.service
		proof.ResourceType, proof.ResourceName, proof.Forms = read.kind, read.name, read.forms
	}
	return proof, nil
}

func decodeCaller(body []byte) (caller, error) {
	if trimmed := bytes.TrimSpace(body); len(trimmed) > 0 && trimmed[0] == '<' {
		var said struct {
			XMLName xml.Name `xml:"GetCallerIdentityResponse"`
			caller
		}
		err := xml.Unmarshal(body, &said)
		return said.caller, err
	}
	var said struct {
		Response *struct {
			Result *caller `json:"GetCallerIdentityResult"`
		} `json:"GetCallerIdentityResponse"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return caller{}, err
	}
	if said.Response == nil || said.Response.Result == nil {
		return caller{}, errors.New("no caller")
	}
	return *said.Response.Result, nil
}

const sessionOfRole = "assumed-role"

// principal matches principals that can log in: users, roles and role sessions, with their
// names.
var principal = regexp.MustCompile(`^arn:(aws|aws-us-gov|aws-cn):(iam|sts)::([0-9]{12}):(user|role|assumed-role)/([A-Za-z0-9_.@+=,/-]+)$`)

// arn is a parsed ARN of a principal. Its forms are the texts that identify the principal,
// without the session name, which the caller chooses when it assumes a role.
type arn struct {
	partition, service, account, kind, name string
	forms                                   []string
}

// readARN parses the ARN of a principal. The path is optional, since names are unique within
// an account, and a session identifies its role.
func readARN(text string) (read arn, readable bool) {
	parts := principal.FindStringSubmatch(text)
	if parts == nil || (parts[2] == "sts") != (parts[4] == sessionOfRole) {
		return arn{}, false
	}
	read = arn{partition: parts[1], service: parts[2], account: parts[3], kind: parts[4]}
	whole := "arn:" + read.partition + ":" + read.service + "::" + read.account + ":" + read.kind + "/"
	steps := strings.Split(parts[5], "/")
	if slices.Contains(steps, "") {
		return arn{}, false
	}
	read.name = steps[len(steps)-1]
	switch {
	case read.kind != sessionOfRole && len(steps) == 1:
		read.forms = []string{text}
	case read.kind != sessionOfRole:
		read.forms = []string{text, whole + read.name}
	case len(steps) == 2:
		read.name = steps[0]
		read.forms = []string{whole + read.name, "arn:" + read.partition + ":iam::" + read.account + ":role/" + read.name}
	default:
		return arn{}, false
	}
	return read, true
}
