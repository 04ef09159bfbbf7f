package globs_test

import (
	"fmt"
	"regexp"

	"warder/engine/globs"
)

func ExampleTranslate() {
	expression, negated, err := globs.Translate("/team/*/{dev,prod}/**")
	fmt.Println(negated, err)
	pattern := regexp.MustCompile(expression)
	fmt.Println(pattern.MatchString("/team/pay/prod/db"), pattern.MatchString("/team/pay/qa"))

	_, _, err = globs.Translate("/team/[a-")
	fmt.Println(err)
	// Output:
	// false <nil>
	// true false
	// unsupported glob: not closed at position 6
}
