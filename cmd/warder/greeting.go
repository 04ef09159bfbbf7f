package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"warder/cmd/service"
	"warder/cmd/version"
)

// greet prints a newcomer's first information: the addresses, the storage, and the secrets to
// keep. Programs parse the addresses in the first line.
func greet(out io.Writer, server *service.Service, config *service.Config, quickstart bool) {
	var text strings.Builder // one write, so that no other line can interleave
	fmt.Fprintf(&text, "warder listens on %s, for operators on %s\n", server.URL(), server.OpsURL())
	fmt.Fprintf(&text, "  version   %s\n", version.Read().Version)
	fmt.Fprintf(&text, "  data      %s\n", config.DataPlace())
	fmt.Fprintf(&text, "  root key  %s; back it up apart from the data, which cannot be read without it\n", config.RootKeyPlace())
	if config.Console {
		fmt.Fprintf(&text, "  console   %s/console/\n", server.URL())
	}
	token := server.SetupToken()
	switch {
	case !server.Fresh() || quickstart:
	case token.Empty():
		fmt.Fprintf(&text, "set it up in the console, with POST %s/api/v1/admin/bootstrap, or with a demo by warder quickstart\n", server.URL())
	case config.SetupToken.Empty():
		fmt.Fprintf(&text, "set it up in the console, or with POST %s/api/v1/admin/bootstrap and the header X-Setup-Token: %s\n", server.URL(), token.Reveal())
	}
	_, _ = io.WriteString(out, text.String()) // a closed output does not stop the server
}

// greetPrograms prints the same as a JSON log line, because a stream should have one format.
// Logs are collected elsewhere, so it names the command that prints the setup token instead of
// the token. It is written at every log level.
func greetPrograms(ctx context.Context, log io.Writer, server *service.Service, config *service.Config, quickstart bool) {
	attributes := []slog.Attr{
		slog.String("url", server.URL()), slog.String("operators", server.OpsURL()), slog.String("version", version.Read().Version),
		slog.String("data", config.DataPlace()), slog.String("key_place", config.RootKeyPlace()),
	}
	if config.Console {
		attributes = append(attributes, slog.String("console", server.URL()+"/console/"))
	}
	if token := server.SetupToken(); server.Fresh() && !quickstart && !token.Empty() && config.SetupToken.Empty() {
		attributes = append(attributes, slog.String("set_up_with", "the token that warder admin setup-token prints"))
	}
	if quickstart {
		attributes = append(attributes, slog.String("demo", "warder quickstart prints how to fetch its secret"))
	}
	service.NewLogger(log, config.LogFormat, slog.LevelInfo).LogAttrs(ctx, slog.LevelInfo, "warder listens", attributes...)
}
