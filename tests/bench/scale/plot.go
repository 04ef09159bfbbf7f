package main

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
)

// draw writes the cost of every kind of request by the number of rows as SVG.
// gonum's plot draws it: it needs no browser and no script in the file.
func draw(file string, points []point) error {
	p := plot.New()
	p.BackgroundColor = color.White
	p.Title.Text = "CPU of one request, server and database"
	p.X.Label.Text, p.Y.Label.Text = "identities and secrets in the database", "ms"
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	p.Y.Min, p.Legend.Top = 0, true
	series, order := map[string]plotter.XYs{}, []string{}
	for _, at := range points {
		name := at.kind + ", " + at.name
		if series[name] == nil {
			order = append(order, name)
		}
		series[name] = append(series[name], plotter.XY{X: float64(at.identities + at.secrets), Y: milliseconds(at.cost())})
	}
	for i, name := range order {
		line, dots, err := plotter.NewLinePoints(series[name])
		if err != nil {
			return err
		}
		line.Color, dots.Color, dots.Shape = plotutil.Color(i), plotutil.Color(i), plotutil.Shape(i)
		p.Add(line, dots)
		p.Legend.Add(name, line, dots)
	}
	return p.Save(9*vg.Inch, 5*vg.Inch, file)
}
