// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.awt.Color;
import java.awt.Paint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** A line for each mechanism over a size, both scales logarithmic, with error bars. */
final class LineChart {
  private record Point(double x, double value, double error) {}

  private final String size;
  private final String unit;

  /** By name, the handler table's first: it has the first colours. */
  private final Map<String, List<Point>> lines =
      new TreeMap<>(
          (a, b) ->
              Mechanism.isOurs(a) == Mechanism.isOurs(b)
                  ? a.compareTo(b)
                  : Mechanism.isOurs(a) ? -1 : 1);

  LineChart(String size, String unit) {
    this.size = size;
    this.unit = unit;
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  void add(String name, double x, double value, double error) {
    lines.computeIfAbsent(name, it -> new ArrayList<>()).add(new Point(x, value, error));
  }

  String svg(Charts charts) {
    lines.values().forEach(line -> line.sort(Comparator.comparingDouble(Point::x)));
    List<Point> all = lines.values().stream().flatMap(List::stream).toList();
    double first = all.stream().mapToDouble(Point::x).min().orElseThrow() / 1.3;
    double last = all.stream().mapToDouble(Point::x).max().orElseThrow() * 1.3;
    double least =
        all.stream().mapToDouble(it -> Charts.least(it.value, it.error)).min().orElseThrow() / 1.1;
    double most =
        all.stream().mapToDouble(it -> it.value + Charts.reach(it.error)).max().orElseThrow() * 1.1;

    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    lines.forEach((name, line) -> data.addSeries(series(name, line)));
    XYPlot plot =
        new XYPlot(data, axis(size, first, last), axis(unit, least, most), new PointRenderer());
    plot.setRangeGridlinePaint(Charts.GRID);
    plot.setDomainGridlinePaint(Charts.GRID);
    return charts.svg(plot, 300 + 25 * lines.size(), true);
  }

  private static YIntervalSeries series(String name, List<Point> line) {
    YIntervalSeries series = new YIntervalSeries(name);
    for (Point point : line) {
      double reach = Charts.reach(point.error);
      series.add(point.x, point.value, point.value - reach, point.value + reach);
    }
    return series;
  }

  private static ValueAxis axis(String label, double least, double most) {
    ValueAxis axis = Charts.axis(label, true, least, most);
    axis.setRange(least, most);
    return axis;
  }

  /** Draws doubtful points open. */
  private final class PointRenderer extends XYErrorRenderer {
    private static final long serialVersionUID = 1;

    private final transient List<List<Point>> points = List.copyOf(lines.values());

    PointRenderer() {
      setDefaultLinesVisible(true);
      setDrawXError(false);
      setErrorStroke(Charts.LINE);
      setUseFillPaint(true);
      for (int line = 0; line < points.size(); line++) {
        setSeriesPaint(line, Charts.colour(line));
        setSeriesFillPaint(line, Charts.colour(line));
        setSeriesShape(line, Charts.shape(line));
        setSeriesStroke(line, Charts.stroke(line));
      }
    }

    @Override
    public Paint getItemFillPaint(int line, int item) {
      Point point = points.get(line).get(item);
      boolean isDoubtful = Score.isDoubtful(point.value, point.error);
      return isDoubtful ? Color.WHITE : super.getItemFillPaint(line, item);
    }
  }
}
