package main

import (
	"image/color"
	"math"
	"os"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The picture: a panel for each of what grows, and the legend of all beside them.
const (
	pictureWidth  = 11 * vg.Inch
	pictureHeight = 5 * vg.Inch
	legendWidth   = 1.9 * vg.Inch
	margin        = vg.Length(10)
)

// draw writes the cost of every kind of request by the number of rows as SVG.
// gonum's plot draws it: it needs no browser and no script in the file. Both
// axes are logarithmic, so what is flat is flat however much it costs.
func draw(file string, points []point) error {
	curves, panels := curvesOf(points), []*plot.Plot{}
	for _, grown := range []string{identities, secrets} {
		p, err := panel(grown, points, curves)
		if err != nil {
			return err
		}
		panels = append(panels, p)
	}
	canvas := vgsvg.New(pictureWidth, pictureHeight)
	whole := vgdraw.New(canvas)
	whole.SetColor(color.White)
	whole.Fill(whole.Path())
	tiles := vgdraw.Tiles{Rows: 1, Cols: len(panels), PadX: margin, PadTop: margin, PadBottom: margin, PadLeft: margin, PadRight: margin}
	for i, place := range plot.Align([][]*plot.Plot{panels}, tiles, vgdraw.Crop(whole, 0, -legendWidth, 0, 0))[0] {
		panels[i].Draw(place)
	}
	legend := plot.NewLegend()
	legend.Top, legend.Left, legend.Padding = true, true, margin/2
	for _, c := range curves {
		legend.Add(c.name, &plotter.Line{LineStyle: c.stroke}, &plotter.Scatter{GlyphStyle: c.dot})
	}
	legend.Draw(vgdraw.Crop(whole, pictureWidth-legendWidth, 0, 0, -3*margin))
	return save(file, canvas)
}

func save(file string, canvas *vgsvg.Canvas) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer out.Close()
	_, err = canvas.WriteTo(out)
	return err
}

// curve is how one kind of request on one kind of database is drawn.
type curve struct {
	name   string
	stroke vgdraw.LineStyle
	dot    vgdraw.GlyphStyle
}

func (p point) curve() string { return p.kind + ", " + p.name }

// curvesOf gives a kind of request one color on all databases; each database
// after the first has dashes.
func curvesOf(points []point) []curve {
	var curves []curve
	var kinds, names []string
	place := func(list *[]string, text string) int {
		if !slices.Contains(*list, text) {
			*list = append(*list, text)
		}
		return slices.Index(*list, text)
	}
	for _, at := range points {
		if slices.ContainsFunc(curves, func(c curve) bool { return c.name == at.curve() }) {
			continue
		}
		kind, name := place(&kinds, at.kind), place(&names, at.name)
		c := curve{at.curve(), plotter.DefaultLineStyle, plotter.DefaultGlyphStyle}
		c.stroke.Width, c.stroke.Color = 1.2, plotutil.Color(name)
		c.dot.Radius, c.dot.Color, c.dot.Shape = 3, plotutil.Color(name), plotutil.Shape(name)
		if kind > 0 {
			c.stroke.Dashes = plotutil.Dashes(kind)
		}
		curves = append(curves, c)
	}
	return curves
}

// panel is what was measured while one thing grew.
func panel(grown string, points []point, curves []curve) (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text = "as " + grown + " grow"
	p.X.Label.Text, p.Y.Label.Text = grown+" stored", "CPU of one request, server and database, ms"
	p.X.Scale, p.Y.Scale, p.X.Tick.Marker, p.Y.Tick.Marker = plot.LogScale{}, plot.LogScale{}, ticks{1}, ticks{1, 2, 5}
	p.Add(plotter.NewGrid())
	for _, c := range curves {
		var at plotter.XYs
		for _, point := range points {
			if point.grown == grown && point.curve() == c.name {
				at = append(at, plotter.XY{X: float64(point.size), Y: visible(point)})
			}
		}
		if len(at) == 0 {
			continue
		}
		stroke, dots, err := plotter.NewLinePoints(at)
		if err != nil {
			return nil, err
		}
		stroke.LineStyle, dots.GlyphStyle = c.stroke, c.dot
		p.Add(stroke, dots)
	}
	p.X.Min, p.X.Max = spanOf(points, func(at point) (float64, bool) { return float64(at.size), at.grown == grown }, 10)
	p.Y.Min, p.Y.Max = spanOf(points, func(at point) (float64, bool) { return visible(at), true }, 2) // the same in every panel
	return p, nil
}

// visible is what a point costs, at least what can be drawn: a system counts
// processor time in ticks, and few requests may take none.
func visible(at point) float64 { return max(milliseconds(at.cost()), 0.01) }

// spanOf reaches from the lowest to the highest of some values, each rounded
// outwards to the next power of base.
func spanOf(points []point, value func(point) (float64, bool), base float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, at := range points {
		if v, counts := value(at); counts {
			low, high = min(low, v), max(high, v)
		}
	}
	if low > high {
		return 1, base // none
	}
	round := func(v float64, to func(float64) float64) float64 {
		return math.Pow(base, to(math.Round(1e6*math.Log(v)/math.Log(base))/1e6))
	}
	low, high = round(low, math.Floor), round(high, math.Ceil)
	if low == high {
		high *= base
	}
	return low, high
}

// ticks are marks on a logarithmic axis at these multiples of each power of 10,
// as numbers that are read, not as exponents.
type ticks []float64

// Ticks are those in a range.
func (t ticks) Ticks(low, high float64) (all []plot.Tick) {
	const slack = 1e-9
	for power := math.Floor(math.Log10(low)); power <= math.Ceil(math.Log10(high)); power++ {
		for _, factor := range t {
			if v := factor * math.Pow(10, power); v >= low*(1-slack) && v <= high*(1+slack) {
				all = append(all, plot.Tick{Value: v, Label: grouped(v)})
			}
		}
	}
	return all
}

// grouped writes thousands apart: 100 000.
func grouped(v float64) string {
	text := strconv.FormatFloat(v, 'g', 12, 64)
	if v < 10_000 {
		return text
	}
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + " " + text[at:]
	}
	return text
}
