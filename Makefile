# Everything a developer and CI do, by the same names.

.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

# Nothing here needs C. Without cgo a test binary links in a third of the time,
# because gorm.io/driver/sqlite imports a C driver that Warder never opens.
export CGO_ENABLED := 0

LINT_VERSION := v2.15.0
LINT := bin/golangci-lint

# The race detector needs a C compiler. CI looks for races; by hand, say RACE=1.
# It looks where goroutines share something; what spends its time inside of OPA
# takes ten times as long under it, and is tested without.
RACE ?= $(CI)
racy := ./cmd/service ./cmd/tracing ./cmd/transfer ./engine/facts ./engine/plan ./engine/slotcache ./handlers/... ./models/...
ifneq ($(filter-out 0 false,$(RACE)),)
  ifneq ($(shell command -v $${CC:-cc} || command -v gcc),)
    race := races
  else
    $(info no C compiler here, so tests run without the race detector)
  endif
endif

.PHONY: help
help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build bin/warder, one static binary; nomsgpack leaves out 6 MB of a codec that no route speaks
	go build -trimpath -tags nomsgpack -ldflags '-s -w' -o bin/warder ./cmd/warder

.PHONY: run
run: build ## Serve on SQLite in ./warder-data, with a demo to fetch a secret from
	./bin/warder serve --quickstart

.PHONY: test
test: ## Check and test the policy, vet and test the Go code
test: policy
	.ci/packages
	go vet ./...
	go test -timeout 20m -vet=off ./... # vetted above
	go -C tests/bench vet ./...
	go -C tests/bench test ./http ./log ./scale ./stand
	go -C tests/charts test -count 1 -vet=off . # not kept: what it reads is outside of its module; vet would look at all of Helm
	go -C tests/sinks test ./...
	go -C tests/acme test ./...
	$(if $(race),$(MAKE) --no-print-directory races)

.PHONY: generate
generate: ## Write docs/openapi.json, docs/api.md and the console's types from the route table
	go test ./tests/openapi -run TestDocument_what -count 1 -update

.PHONY: races
races: ## Look for races where goroutines share something; needs a C compiler
	CGO_ENABLED=1 go test -race -vet=off $(racy)
	CGO_ENABLED=1 go test -race -vet=off -run 'Stages|while_deciding|leaves_the_others|into_a_term_once|Watch' ./engine ./bundles

.PHONY: test-clients
test-clients: ## Run the unmodified Go and Node clients against a server; needs Node.js with npm
	go vet -tags clients ./tests/clients
	go test -tags clients -count 1 ./tests/clients

.PHONY: policy
policy: ## Format, check and test the Rego of ./policies, every line covered
	go tool opa fmt --diff --fail policies
	go tool opa check --strict --schema policies/schemas policies
	go tool opa test --timeout 60s policies
	@mkdir -p coverage
	go tool opa test --timeout 60s --coverage --threshold 100 --verbose policies > coverage/rego.json || { cat coverage/rego.json; exit 1; }

.PHONY: assertions
assertions: ## Hold each assertion of the policy to every request of its finite domain
	go run ./cmd/warder policy verify policies --quiet --write=false

.PHONY: mutants
mutants: ## Change the policy in one place at a time and name what no test notices; ONLY=authz/rules/tokens
	go run ./cmd/warder policy ci policies --quiet --limit 2000 --mutate $(if $(ONLY),--mutate-only $(ONLY))

.PHONY: mutate
mutate: ## Make small changes of the Go code that decides safety and name what no test notices; ONLY=handlers/secrets
	go run ./tests/mutate $(if $(ONLY),-only $(ONLY))

.PHONY: lint
lint: $(LINT)-$(LINT_VERSION) ## Run the linters
	$(LINT)-$(LINT_VERSION) run ./...

$(LINT)-$(LINT_VERSION):
	GOBIN=$(CURDIR)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv $(LINT) $@

.PHONY: bench
bench: ## Measure what docs/performance.md budgets
	go test -run '^$$' -bench . -benchmem ./...
	go -C tests/bench test -count 1 -timeout 20m -v .

.PHONY: bench-http
bench-http: build ## Measure what a request costs beside a bare server, on both databases; BENCH='--help' for flags
	go -C tests/bench build -trimpath -ldflags '-s -w' -o $(CURDIR)/bin/bench-http ./http
	bin/bench-http $(BENCH)

.PHONY: bench-scale
bench-scale: build ## Measure what a request costs as the data grows, into ./coverage/scale.svg, and with two replicas
	go -C tests/bench build -trimpath -ldflags '-s -w' -o $(CURDIR)/bin/bench-scale ./scale
	bin/bench-scale $(BENCH)

.PHONY: bench-log
bench-log: ## Measure the decision table of PostgreSQL: one table, and partitions by day; BENCH='--help' for flags
	go -C tests/bench build -trimpath -ldflags '-s -w' -o $(CURDIR)/bin/bench-log ./log
	bin/bench-log $(BENCH)

.PHONY: cover
cover: ## Measure which lines of Go the tests run, into ./coverage
	mkdir -p coverage
	go test -coverpkg=./... -coverprofile=coverage/go.out ./...
	go tool cover -html=coverage/go.out -o coverage/go.html
	go tool cover -func=coverage/go.out | tail -n 1

.PHONY: conformance
conformance: build ## Run the conformance suite against fresh servers on both databases
	go run ./tests/conformance

.PHONY: test-cluster
test-cluster: ## Break a Patroni cluster beneath running servers, in two minutes; needs root or sudo, and make build
	.ci/packages cluster
	go vet -tags cluster ./tests/cluster
	go test -tags cluster -count 1 -timeout 6m -v $(if $(filter-out 0,$(shell id -u)),-exec 'sudo -n -E') ./tests/cluster

.PHONY: console
console: ## Build the web console into console/dist, which is committed; needs Node.js with npm
	cd console && npm ci --ignore-scripts --no-audit --no-fund && npm run --silent check && npm run --silent build

.PHONY: test-console
test-console: ## Drive the web console in Chromium, every page of it; needs make build and make console
	go vet -tags console ./tests/console
	go test -tags console -count 1 -timeout 15m ./tests/console

.PHONY: console-shots
console-shots: ## Make the pictures of docs/console anew, of a fresh server with a demo; needs make build and make console
	bash console/e2e/shots.sh

.PHONY: site
site: ## Build the documentation as a site into coverage/site and check its links; needs mkdocs and mkdocs-material
	mkdocs build --quiet --clean --config-file deploy/site/mkdocs.yml

.PHONY: ci
ci: ## Do what CI does
	bash .ci/run
