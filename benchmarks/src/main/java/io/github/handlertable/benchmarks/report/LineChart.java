// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** A line for each mechanism over a size, both scales logarithmic, with error bars. */
final class LineChart {
  private final String size;
  private final String unit;
  private final YIntervalSeriesCollection data = new YIntervalSeriesCollection();

  LineChart(String size, String unit) {
    this.size = size;
    this.unit = unit;
  }

  boolean isEmpty() {
    return data.getSeriesCount() == 0;
  }

  void add(String label, double x, double value, double error) {
    int at = data.indexOf(label);
    if (at < 0) {
      data.addSeries(new YIntervalSeries(label));
      at = data.getSeriesCount() - 1;
    }
    // On a logarithmic scale there is no place at or below 0.
    double reach = Double.isNaN(error) ? 0 : Math.min(error, 0.9 * value);
    data.getSeries(at).add(x, value, value - reach, value + reach);
  }

  String svg(Charts charts) {
    XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setDefaultLinesVisible(true);
    renderer.setDrawXError(false);
    for (int series = 0; series < data.getSeriesCount(); series++) {
      renderer.setSeriesPaint(series, Charts.colour(series));
      renderer.setSeriesShape(series, Charts.shape(series));
      renderer.setSeriesStroke(series, Charts.LINE);
    }
    XYPlot plot =
        new XYPlot(data, Charts.axis(size, true), Charts.axis(unit, true), renderer);
    plot.setRangeGridlinePaint(Charts.GRID);
    plot.setDomainGridlinePaint(Charts.GRID);
    return charts.svg(plot, 400, true);
  }
}
