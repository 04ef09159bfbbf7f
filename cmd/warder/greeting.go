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

// greet says what a newcomer asks first: where the server is, what it runs on, and
// what to keep. The first line is for programs, which read the addresses in it.
func greet(out io.Writer, server *service.Service, config *service.Config, quickstart bool) {
	var text strings.Builder // written at once, so that no other line comes in between
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
	_, _ = io.WriteString(out, text.String()) // a reader that has gone stops no server
}

// greetPrograms says the same as a line of the log, where lines of JSON are read by
// programs: a stream has one format. It is no line of a level, for it may hold the token
// that a fresh server is set up with.
func greetPrograms(ctx context.Context, log io.Writer, server *service.Service, config *service.Config, quickstart bool) {
	attributes := []slog.Attr{
		slog.String("url", server.URL()), slog.String("operators", server.OpsURL()), slog.String("version", version.Read().Version),
		slog.String("data", config.DataPlace()), slog.String("key_place", config.RootKeyPlace()),
	}
	if config.Console {
		attributes = append(attributes, slog.String("console", server.URL()+"/console/"))
	}
	if token := server.SetupToken(); server.Fresh() && !quickstart && !token.Empty() && config.SetupToken.Empty() {
		attributes = append(attributes, slog.String("set_up_with", "X-Setup-Token: "+token.Reveal()))
	}
	if quickstart {
		attributes = append(attributes, slog.String("demo", "warder quickstart prints how to fetch its secret"))
	}
	service.NewLogger(log, config.LogFormat, slog.LevelInfo).LogAttrs(ctx, slog.LevelInfo, "warder listens", attributes...)
}
