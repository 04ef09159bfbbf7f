package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"

	"warder/engine"
	"warder/policies"
)

func main() {
	p := engine.Policy{Modules: map[string]string{}, Revision: "dev"}
	_ = fs.WalkDir(policies.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".rego") && !strings.HasSuffix(path, "_test.rego") {
			b, _ := policies.FS.ReadFile(path)
			p.Modules[path] = string(b)
		}
		return nil
	})
	b, _ := policies.FS.ReadFile("authz/roles/data.json")
	var roles any
	_ = json.Unmarshal(b, &roles)
	p.Data = map[string]any{"authz": map[string]any{"roles": roles}}
	h, err := Dev(context.Background(), p, os.Args[1])
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("up")
	fmt.Println(http.ListenAndServe("127.0.0.1:8099", h))
}
