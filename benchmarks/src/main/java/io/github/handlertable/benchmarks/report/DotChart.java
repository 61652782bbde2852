// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.awt.Color;
import java.awt.Paint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.LegendItem;
import org.jfree.chart.annotations.CategoryTextAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPosition;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.CategoryLabelWidthType;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.StatisticalLineAndShapeRenderer;
import org.jfree.chart.text.TextBlockAnchor;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.statistics.DefaultStatisticalCategoryDataset;

/** A row for each cost: its name, a dot with an error bar, and the figure. */
final class DotChart {
  /** What is neither the handler table nor told apart in another way. */
  static final String OTHERS = "others";

  private static final int ROW_HEIGHT = 22;

  /** Of the width, for names. */
  private static final float LARGEST_SHARE = 0.5f;

  /** Names begin at the left: how wide text is, only the browser knows. */
  private static final CategoryLabelPositions LEFT =
      CategoryLabelPositions.replaceLeftPosition(
          CategoryLabelPositions.STANDARD,
          new CategoryLabelPosition(
              RectangleAnchor.LEFT,
              TextBlockAnchor.CENTER_LEFT,
              CategoryLabelWidthType.RANGE,
              LARGEST_SHARE));

  private record Row(String name, String colour, double value, double error) {}

  private final String unit;
  private final boolean logarithmic;
  private final List<Row> rows = new ArrayList<>();
  private double floor;

  DotChart(String unit, boolean logarithmic) {
    this.unit = unit;
    this.logarithmic = logarithmic;
  }

  /** A row. Those with the same words in {@code colour} look alike, and the legend says so. */
  void add(String name, String colour, double value, double error) {
    rows.add(new Row(name, colour, value, error));
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
    double least = Double.MAX_VALUE;
    double most = 0;
    for (Row row : rows) {
      double reach = Charts.reach(row.error);
      Number bar = reach > 0 ? Double.valueOf(reach) : null;
      data.add((Number) row.value, bar, row.colour, row.name);
      least = Math.min(least, Charts.least(row.value, row.error));
      most = Math.max(most, row.value + reach);
    }
    CategoryAxis names = new CategoryAxis();
    names.setTickLabelFont(Charts.FONT);
    names.setMaximumCategoryLabelWidthRatio(LARGEST_SHARE);
    names.setCategoryLabelPositions(LEFT);
    ValueAxis axis = Charts.axis(unit, logarithmic, least, most);
    double right = range(axis, least, most);
    CategoryPlot plot = new CategoryPlot(data, names, axis, renderer(data));
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    plot.setRangeGridlinePaint(Charts.GRID);
    plot.setDomainGridlinesVisible(true);
    plot.setDomainGridlinePaint(Charts.GRID);
    if (floor > 0) {
      plot.addRangeMarker(new ValueMarker(floor, Color.BLACK, Charts.DASHED));
    }
    for (Row row : rows) {
      CategoryTextAnnotation figure = new CategoryTextAnnotation(figure(row), row.name, right);
      figure.setFont(Charts.FONT);
      figure.setTextAnchor(TextAnchor.CENTER_LEFT);
      plot.addAnnotation(figure);
    }
    boolean legend = data.getRowCount() > 1;
    return charts.svg(plot, 60 + ROW_HEIGHT * rows.size() + (legend ? 30 : 0), legend);
  }

  /** Leaves the right third to the figures; returns where they begin. */
  private double range(ValueAxis axis, double least, double most) {
    if (logarithmic) {
      double first = least / 1.2;
      double length = Math.max(most / first, 1.5);
      axis.setRange(first, first * Math.pow(length, 1.5));
      return first * Math.pow(length, 1.05);
    }
    axis.setRange(0, most * 1.5);
    return most * 1.05;
  }

  private StatisticalLineAndShapeRenderer renderer(DefaultStatisticalCategoryDataset data) {
    StatisticalLineAndShapeRenderer renderer = new DotRenderer(rows);
    renderer.setErrorIndicatorPaint(Color.BLACK);
    renderer.setErrorIndicatorStroke(Charts.LINE);
    List<?> colours = data.getRowKeys().stream().sorted().toList();
    for (int series = 0; series < data.getRowCount(); series++) {
      Object key = data.getRowKey(series);
      int colour = key.equals(OTHERS) ? 1 : colours.indexOf(key);
      renderer.setSeriesPaint(series, Charts.colour(colour));
      renderer.setSeriesFillPaint(series, Charts.colour(colour));
      renderer.setSeriesShape(series, Charts.shape(colour));
    }
    return renderer;
  }

  /** Draws doubtful dots open. */
  private static final class DotRenderer extends StatisticalLineAndShapeRenderer {
    private static final long serialVersionUID = 1;

    private final transient List<Row> rows;

    DotRenderer(List<Row> rows) {
      super(false, true);
      this.rows = rows;
      setUseFillPaint(true);
    }

    /** By itself it would look like the first dot. */
    @Override
    public LegendItem getLegendItem(int dataset, int series) {
      LegendItem item = super.getLegendItem(dataset, series);
      item.setFillPaint(getItemPaint(series, 0));
      return item;
    }

    @Override
    public Paint getItemFillPaint(int series, int row) {
      Row drawn = rows.get(row);
      boolean isDoubtful = Score.isDoubtful(drawn.value, drawn.error);
      return isDoubtful ? Color.WHITE : super.getItemFillPaint(series, row);
    }
  }

  private String figure(Row row) {
    String figure = Charts.figure(row.value, row.error);
    return floor > 0 ? figure + String.format(Locale.ROOT, "   %.2f×", row.value / floor) : figure;
  }
}
