package speed

import (
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// matrixStatements is how many statements a page of the access matrix sends at most, with
// names of grants and what every subject holds everywhere, BEGIN and COMMIT included.
const matrixStatements = 40

// A page of the matrix asks the database as often for many subjects, grants and cells as
// for few.
func Test_a_matrix_sends_as_many_statements_for_many_cells_as_for_few(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		seen := &sent{}
		server := testserver.Start(t, url, func(config *service.Config) { config.Observer = seen.observe })
		machine := server.NewMachine(t, "admin", nil)
		g := &grown{server: server, admin: server.AsAdmin(), identity: machine.IdentityID}
		g.project = g.admin.NewProject(t)
		g.admin.AddMember(t, g.project, machine.IdentityID, "admin")
		reader := server.As(server.Token(t, machine))
		count := func(actions ...any) (statements, cells int) {
			body := testserver.Object{"projectId": g.project.ID, "actions": actions}
			reader.Post(t, "/api/v1/authz/matrix", body).Want(t, 200)
			list := seen.during(func() {
				answer := reader.Post(t, "/api/v1/authz/matrix", body).Want(t, 200)
				rows, _ := answer.Value("subjects").([]any)
				columns, _ := answer.Value("columns").([]any)
				cells = len(rows) * len(columns)
			})
			return len(list), cells
		}
		g.by(t, 2)
		few, fewCells := count("readValue")
		g.by(t, 6)
		many, manyCells := count("readValue", "create", "edit", "delete", "describeSecret")
		if many != few || many > matrixStatements || manyCells < 5*fewCells {
			t.Errorf("%d statements for %d cells, and %d for %d", few, fewCells, many, manyCells)
		}
		t.Logf("%d statements", many)
	})
}
