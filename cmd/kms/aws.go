package kms

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// awsKMS is a key of AWS KMS. Credentials are found as for the export to S3: variables, a
// profile, or the role of the machine, container or service account.
type awsKMS struct {
	arn, region, endpoint string
	credentials           *credentials.Credentials
	signer                *v4.Signer
}

func openAWS(arn, endpoint string) (service, error) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || !strings.HasPrefix(parts[1], "aws") || parts[2] != "kms" || parts[3] == "" ||
		strings.Trim(parts[3], "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || !strings.HasPrefix(parts[5], "key/") && !strings.HasPrefix(parts[5], "alias/") {
		return nil, ErrAddress
	}
	if endpoint == "" {
		domain := "amazonaws.com"
		if parts[1] == "aws-cn" {
			domain = "amazonaws.com.cn"
		}
		endpoint = "https://kms." + parts[3] + "." + domain
	}
	chain := credentials.NewChainCredentials([]credentials.Provider{&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}, &credentials.IAM{}})
	return &awsKMS{arn, parts[3], strings.TrimSuffix(endpoint, "/") + "/", chain, v4.NewSigner()}, nil
}

type awsRequest struct {
	KeyID          string            `json:"KeyId"`
	Plaintext      []byte            `json:"Plaintext,omitempty"`
	CiphertextBlob []byte            `json:"CiphertextBlob,omitempty"`
	Context        map[string]string `json:"EncryptionContext"`
}

func (a *awsKMS) request(ctx context.Context, op operation, text []byte) (*http.Request, error) {
	body, action := awsRequest{KeyID: a.arn, Context: map[string]string{"purpose": purpose}}, "Decrypt"
	if op == wrap {
		body.Plaintext, action = text, "Encrypt"
	} else {
		body.CiphertextBlob = text
	}
	request, payload, err := post(ctx, a.endpoint, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", "TrentService."+action)
	found, err := a.credentials.GetWithContext(&credentials.CredContext{Client: &http.Client{Timeout: attempt}})
	if err == nil && found.AccessKeyID == "" {
		return nil, fmt.Errorf("%w: no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role", ErrDenied)
	}
	if err != nil {
		var network net.Error
		return nil, credentialError(err, errors.As(err, &network))
	}
	hash := sha256.Sum256(payload)
	signing := aws.Credentials{AccessKeyID: found.AccessKeyID, SecretAccessKey: found.SecretAccessKey, SessionToken: found.SessionToken}
	now := time.Now() //nolint:forbidigo // AWS compares it with its own clock
	return request, a.signer.SignHTTP(ctx, signing, request, hex.EncodeToString(hash[:]), "kms", a.region, now)
}

func (a *awsKMS) answer(op operation, body []byte) ([]byte, error) {
	var said struct{ Plaintext, CiphertextBlob []byte }
	if err := json.Unmarshal(body, &said); err != nil {
		return nil, err
	}
	if op == wrap {
		return said.CiphertextBlob, nil
	}
	return said.Plaintext, nil
}
