//go:build cluster

package cluster

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// The addresses are those of deploy/patroni. The servers, the tests and the third etcd are
// at the bridge, and each database node is a network namespace behind it.
const (
	bridge  = "warder0"
	hub     = "10.20.0.1"
	witness = "10.20.0.13"
	width   = "/24"
)

func openNetwork() error {
	return shell(
		"ip link set lo up",
		"ip link add "+bridge+" type bridge",
		"ip address add "+hub+width+" dev "+bridge,
		"ip address add "+witness+width+" dev "+bridge,
		"ip link set "+bridge+" up",
	)
}

// network is one node's, held by a process that does nothing else.
type network struct {
	holder *exec.Cmd
	cable  string // the end at the bridge
}

// plug makes a network and its cable to the bridge.
func plug(name, address string) (network, error) {
	n := network{holder: exec.Command("unshare", "--net", "sleep", "infinity"), cable: "to-" + name}
	if err := n.holder.Start(); err != nil {
		return n, err
	}
	pid := strconv.Itoa(n.holder.Process.Pid)
	inside := strings.Join(n.within(), " ")
	return n, shell(
		// unshare has begun to be sleep when its network is another one than ours
		"until [ $(readlink /proc/"+pid+"/ns/net) != $(readlink /proc/self/ns/net) ]; do :; done",
		"ip link add "+n.cable+" type veth peer name eth0 netns "+pid,
		"ip link set "+n.cable+" master "+bridge+" up",
		inside+" ip link set lo up",
		inside+" ip address add "+address+width+" dev eth0",
		inside+" ip link set eth0 up",
	)
}

// within are the words before a command that runs in the network.
func (n network) within() []string {
	return []string{"nsenter", "--net=/proc/" + strconv.Itoa(n.holder.Process.Pid) + "/ns/net"}
}

// cut has the node vanish from the network: no packet arrives, and none says so.
func (n network) cut() error { return shell("ip link set " + n.cable + " down") }

// mend undoes cut.
func (n network) mend() error { return shell("ip link set " + n.cable + " up") }

func shell(lines ...string) error {
	for _, line := range lines {
		if output, err := exec.Command("bash", "-c", line).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", line, err, output)
		}
	}
	return nil
}
