// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.labels.CategoryItemLabelGenerator;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.StatisticalLineAndShapeRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.statistics.DefaultStatisticalCategoryDataset;

/** A row for each mechanism, with a dot at its cost, an error bar, and the figure beside it. */
final class DotChart {
  private record Row(String label, String series, double value, double error) {}

  private final String unit;
  private final boolean logarithmic;
  private final List<Row> rows = new ArrayList<>();
  private double floor;

  DotChart(String unit, boolean logarithmic) {
    this.unit = unit;
    this.logarithmic = logarithmic;
  }

  void add(String label, String series, double value, double error) {
    rows.add(new Row(label, series, value, error));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Draws a line at this value, and gives each figure as a multiple of it. */
  void setFloor(double value) {
    floor = value;
  }

  String svg(Charts charts) {
    DefaultStatisticalCategoryDataset data = new DefaultStatisticalCategoryDataset();
    for (Row row : rows) {
      // On a logarithmic scale there is no place at or below 0.
      double error = Double.isNaN(row.error) ? 0 : Math.min(row.error, 0.9 * row.value);
      data.add(row.value, error, row.series, row.label);
    }
    CategoryAxis labels = new CategoryAxis();
    labels.setTickLabelFont(Charts.FONT);
    labels.setMaximumCategoryLabelWidthRatio(0.5f);
    CategoryPlot plot =
        new CategoryPlot(data, labels, Charts.axis(unit, logarithmic), renderer(data));
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    plot.setRangeGridlinePaint(Charts.GRID);
    plot.setDomainGridlinesVisible(true);
    plot.setDomainGridlinePaint(Charts.GRID);
    plot.getRangeAxis().setUpperMargin(0.35); // the figures' place
    if (floor > 0) {
      float[] dashes = {4, 3};
      plot.addRangeMarker(
          new ValueMarker(
              floor,
              Color.BLACK,
              new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dashes, 0)));
    }
    boolean legend = data.getRowCount() > 1;
    return charts.svg(plot, 60 + 24 * data.getColumnCount() + (legend ? 30 : 0), legend);
  }

  private StatisticalLineAndShapeRenderer renderer(CategoryDataset data) {
    StatisticalLineAndShapeRenderer renderer = new StatisticalLineAndShapeRenderer(false, true);
    renderer.setErrorIndicatorPaint(Color.BLACK);
    renderer.setErrorIndicatorStroke(Charts.LINE);
    for (int series = 0; series < data.getRowCount(); series++) {
      renderer.setSeriesPaint(series, Charts.colour(series));
      renderer.setSeriesShape(series, Charts.shape(series));
    }
    renderer.setDefaultItemLabelFont(Charts.FONT);
    renderer.setDefaultItemLabelGenerator(figures());
    renderer.setDefaultItemLabelsVisible(true);
    renderer.setDefaultPositiveItemLabelPosition(
        new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
    return renderer;
  }

  private CategoryItemLabelGenerator figures() {
    return new StandardCategoryItemLabelGenerator() {
      private static final long serialVersionUID = 1;

      @Override
      public String generateLabel(CategoryDataset data, int series, int column) {
        Row row =
            rows.stream()
                .filter(
                    it ->
                        it.series.equals(data.getRowKey(series))
                            && it.label.equals(data.getColumnKey(column)))
                .findFirst()
                .orElseThrow();
        return "   " + figure(row);
      }
    };
  }

  private String figure(Row row) {
    String figure = Charts.figure(row.value, row.error);
    return floor > 0 ? figure + String.format(Locale.ROOT, "  (%.2f×)", row.value / floor) : figure;
  }
}
