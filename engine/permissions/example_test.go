package permissions_test

import (
	"encoding/json"
	"fmt"

	"warder/engine/permissions"
)

func Example() {
	text := `[{"subject": "secrets", "action": ["readValue"], "conditions": {"environment": "prod", "secretPath": {"$glob": "/pay/**"}}}]`
	rules, issues := permissions.Parse([]byte(text), permissions.FormV2, permissions.ScopeProject)
	fmt.Println(len(rules), issues)

	slot := permissions.Compile(rules, permissions.FormV2).Allow["secrets"]["readValue"]
	environment, path := "prod", "/pay/db"
	for _, key := range permissions.Keys(&environment, &path) {
		if slot.Keys[key] {
			fmt.Println("granted by the key", key)
		}
	}
	// Output:
	// 1 []
	// granted by the key prod:/pay/
}

func ExampleParse() {
	_, issues := permissions.Parse([]byte(`[{"subject": "secrets", "action": ["fly"]}]`), permissions.FormV2, permissions.ScopeProject)
	report, _ := json.Marshal(issues)
	fmt.Println(string(report))
	// Output:
	// [{"path":[0,"action",0],"code":"invalid_enum_value","message":"Unknown action 'fly' on subject 'secrets'"}]
}

func ExamplePack() {
	rules := []permissions.Rule{{Subjects: []string{"identity"}, Actions: []string{"read", "create"}}}
	fmt.Println(permissions.Pack(rules))
	// Output:
	// [[read,create identity]]
}
