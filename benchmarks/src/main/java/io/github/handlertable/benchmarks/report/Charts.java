// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.w3c.dom.Document;

/** How charts look, and their way into a page. Readable without colour, and on paper. */
final class Charts {
  static final int WIDTH = 860;
  static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final Color GRID = new Color(0xD0D0D0);
  static final BasicStroke LINE = new BasicStroke(1.4f);
  static final BasicStroke DASHED =
      new BasicStroke(
          1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {5, 3}, 0);

  private static final int SHAPES = 5;

  /** The table's own colour first; then those of Okabe and Ito that print well. */
  private static final Color[] COLOURS = {
    new Color(0xD55E00), new Color(0x0072B2), new Color(0x009E73), new Color(0x555555),
    new Color(0xCC79A7), new Color(0xE69F00), new Color(0x56B4E9), new Color(0x000000)
  };

  /** One for the whole page: parts of a chart are referred to by name. */
  private final SVGIDGenerator names = new SVGIDGenerator();

  static Color colour(int series) {
    return COLOURS[series % COLOURS.length];
  }

  /** Tells lines of one shape apart. */
  static BasicStroke stroke(int series) {
    return series / SHAPES % 2 == 0 ? LINE : DASHED;
  }

  static Shape shape(int series) {
    Path2D shape = new Path2D.Double();
    switch (series % SHAPES) {
      case 0:
        return new Ellipse2D.Double(-4.5, -4.5, 9, 9);
      case 1:
        return new Rectangle2D.Double(-4, -4, 8, 8);
      case 2:
        shape.moveTo(0, -5);
        shape.lineTo(5, 4);
        shape.lineTo(-5, 4);
        break;
      case 3:
        shape.moveTo(-5, -4);
        shape.lineTo(5, -4);
        shape.lineTo(0, 5);
        break;
      default:
        shape.moveTo(0, -5.5);
        shape.lineTo(5.5, 0);
        shape.lineTo(0, 5.5);
        shape.lineTo(-5.5, 0);
    }
    shape.closePath();
    return shape;
  }

  /** An axis for what lies between these two values. */
  static ValueAxis axis(String label, boolean logarithmic, double least, double most) {
    NumberAxis linear = new NumberAxis(label);
    LogAxis log = new ClampedLogAxis(label);
    // Ticks at whole powers only, and enough of them.
    log.setBase(most / least < 256 ? 2 : 10);
    log.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
    log.setNumberFormatOverride(number());
    log.setSmallestValue(1e-3);
    ValueAxis axis = logarithmic ? log : linear;
    axis.setLabelFont(FONT);
    axis.setTickLabelFont(FONT);
    return axis;
  }

  /**
   * Draws what lies below the scale at its end: there is no place for an error bar's end below 0.
   */
  private static final class ClampedLogAxis extends LogAxis {
    private static final long serialVersionUID = 1;

    ClampedLogAxis(String label) {
      super(label);
    }

    @Override
    public double valueToJava2D(double value, Rectangle2D area, RectangleEdge edge) {
      return super.valueToJava2D(Math.max(value, getLowerBound()), area, edge);
    }
  }

  /** How far an error bar goes to each side. */
  static double reach(double error) {
    return Double.isNaN(error) ? 0 : error;
  }

  /**
   * Where a logarithmic scale is to begin for this figure: at the end of its error bar, unless that
   * is near 0, which has no place on it.
   */
  static double least(double value, double error) {
    return Math.max(value - reach(error), value / 10);
  }

  /** Numbers as everybody writes them, whatever this machine's language. */
  static DecimalFormat number() {
    return new DecimalFormat("#,##0.###", DecimalFormatSymbols.getInstance(Locale.ROOT));
  }

  /** A figure with its error, unless that is 0; a doubtful one is marked. */
  static String figure(double value, double error) {
    String digits = value < 0.1 ? "%.4f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f";
    String figure = String.format(Locale.ROOT, digits, value);
    if (error == 0) {
      return figure;
    }
    return figure
        + " ± "
        + (Double.isNaN(error) ? "?" : String.format(Locale.ROOT, digits, error))
        + (Score.isDoubtful(value, error) ? " (!)" : "");
  }

  /** The chart as an {@code svg} element. */
  String svg(Plot plot, int height, boolean legend) {
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    JFreeChart chart = new JFreeChart(null, FONT, plot, legend);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(0, 0, 0, 30)); // for the number at the end of an axis
    if (legend) {
      chart.getLegend().setItemFont(FONT);
      chart.getLegend().setItemLabelPadding(new RectangleInsets(2, 2, 2, 12));
      chart.getLegend().setFrame(BlockBorder.NONE);
    }
    try {
      Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument();
      SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
      context.setIDGenerator(names);
      context.setComment(null);
      SVGGraphics2D graphics = new SVGGraphics2D(context, false);
      graphics.setSVGCanvasSize(new Dimension(WIDTH, height));
      chart.draw(graphics, new Rectangle(WIDTH, height));
      StringWriter out = new StringWriter();
      graphics.stream(out, true);
      String svg = out.toString();
      return "<svg viewBox=\"0 0 "
          + WIDTH
          + " "
          + height
          + "\" role=\"img\""
          + svg.substring(svg.indexOf("<svg") + "<svg".length()); // without the XML prologue
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
