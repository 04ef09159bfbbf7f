package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// cause describes why an exchange failed, without text from the other side: it controls that
// text, which may repeat the request.
func cause(err error) error {
	var refused *net.OpError
	if errors.Is(err, ErrRefused) && errors.As(err, &refused) {
		return refused.Err // from the guard
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno
	}
	for _, known := range causes {
		if known.is(err) {
			return known.words
		}
	}
	return errors.New("it does not speak HTTP over TLS as it should")
}

var causes = []struct {
	is    func(error) bool
	words error
}{
	{func(err error) bool {
		return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || isTimeout(err)
	}, errors.New("it took too long")},
	{func(err error) bool { return errors.Is(err, context.Canceled) }, errors.New("the login was given up")},
	{as[*net.DNSError], errors.New("the name could not be looked up")},
	{as[x509.UnknownAuthorityError], errors.New("the certificate is of an authority that is not trusted")},
	{as[x509.HostnameError], errors.New("the certificate is for another host")},
	{func(err error) bool {
		var invalid x509.CertificateInvalidError
		return errors.As(err, &invalid) && invalid.Reason == x509.Expired
	}, errors.New("the certificate has expired, or is not valid yet")},
	{as[*tls.CertificateVerificationError], errors.New("the certificate is not accepted")},
	{as[tls.RecordHeaderError], errors.New("it does not speak TLS")},
	{as[tls.AlertError], errors.New("it ended TLS")},
	{func(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }, errors.New("it closed the connection")},
}

func as[E error](err error) bool {
	var found E
	return errors.As(err, &found)
}

func isTimeout(err error) bool {
	var timed net.Error
	return errors.As(err, &timed) && timed.Timeout()
}
