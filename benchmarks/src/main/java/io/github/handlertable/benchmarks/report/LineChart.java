// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.util.Map;
import java.util.TreeMap;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** A line for each mechanism over a size, both scales logarithmic, with error bars. */
final class LineChart {
  private final String size;
  private final String unit;

  /** By name, the handler table's first: it has the first colours. */
  private final Map<String, YIntervalSeries> lines =
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
    double reach = Charts.reach(value, error);
    lines.computeIfAbsent(name, YIntervalSeries::new).add(x, value, value - reach, value + reach);
  }

  String svg(Charts charts) {
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    lines.values().forEach(data::addSeries);
    XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setDefaultLinesVisible(true);
    renderer.setDrawXError(false);
    for (int line = 0; line < data.getSeriesCount(); line++) {
      renderer.setSeriesPaint(line, Charts.colour(line));
      renderer.setSeriesShape(line, Charts.shape(line));
      renderer.setSeriesStroke(line, Charts.LINE);
    }
    XYPlot plot =
        new XYPlot(
            data,
            axis(size, renderer.findDomainBounds(data)),
            axis(unit, renderer.findRangeBounds(data)),
            renderer);
    plot.setRangeGridlinePaint(Charts.GRID);
    plot.setDomainGridlinePaint(Charts.GRID);
    return charts.svg(plot, 400, true);
  }

  private static ValueAxis axis(String label, Range range) {
    return Charts.axis(label, true, range.getLowerBound(), range.getUpperBound());
  }
}
