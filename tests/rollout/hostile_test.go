package rollout

import (
	"strings"
	"testing"
	"time"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// hoard takes all memory there is, only when somebody reads FOO: no examination
// of the bundle meets that.
const hoard = `package authz.rules.night

deny contains {"code": "closed_at_night", "message": "Nobody reads FOO at night"} if {
	input.resource.properties.secretName == "FOO"
	input.action.name != "create"
	all := {each |
		some i in numbers.range(1, 100000)
		some j in numbers.range(1, 100000)
		each := (i * 100000) + j
	}
	count(all) == 1
}
`

func TestHostile_a_rule_that_hoards_memory_when_it_decides_is_ended_and_the_server_decides_others(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted, func(c *service.Config) { c.PolicyMemory, c.PolicyTimeout = 64<<20, 20*time.Second })
	a.write(nightPath, hoard)
	i.publish(t, a.bundle(7), testserver.Object{"stage": "active"}).Want(t, 200)
	ended := make(chan testserver.Answer, 1)
	go func() { ended <- i.read(t, "FOO") }()
	others := 0
	for {
		select {
		case answer := <-ended:
			if answer.WantRefusal(t, 500, "policy_error"); others == 0 {
				t.Error("nothing else was decided meanwhile")
			}
			if metric(t, i.Server, "warder_decisions_over_memory_total") != "1" || !strings.Contains(i.Log.String(), "took too much memory") {
				t.Error("neither metrics nor log say it")
			}
			i.read(t, "OTHER").Want(t, 200)
			return
		default:
			i.read(t, "OTHER").Want(t, 200)
			others++
		}
	}
}
