// Draws the month's days and keeps the chart in step with the page. htmx fetches; this file only draws.
"use strict";

(() => {
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const canvas = document.getElementById("daily");
  const stale = document.getElementById("stale");
  const yuan = (text) => `¥${text.replace(/\B(?=(\d{3})+(?=\.))/g, ",")}`;
  let drawn = "";
  let chart = null;

  const bars = (name, data, color) => ({
    name,
    type: "bar",
    stack: "given",
    barMaxWidth: 20,
    itemStyle: { color, borderRadius: 2, borderColor: token("--card"), borderWidth: 1 },
    emphasis: { disabled: true },
    data,
  });

  const draw = () => {
    const source = document.getElementById("daily-data").dataset.chart;
    if (source === drawn) return;
    drawn = source;
    const daily = JSON.parse(source);
    const words = document.getElementById("daily-data").dataset;
    chart ??= window.echarts.init(canvas, null, { renderer: "canvas" });
    const text = { color: token("--ink-2"), fontSize: 12, fontFamily: getComputedStyle(document.body).fontFamily };
    chart.setOption({
      animationDuration: 300,
      grid: { left: 14, right: 6, top: 10, bottom: 4, containLabel: true },
      textStyle: text,
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        axisPointer: { type: "shadow" },
        formatter: (rows) =>
          [`${rows[0].axisValue} ${words.day}`, ...rows.map((row) => `${row.seriesName} ${yuan(row.value)}`)].join("\n"),
      },
      xAxis: {
        type: "category",
        data: daily.days,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: token("--line") } },
        axisLabel: text,
      },
      yAxis: {
        type: "value",
        axisLabel: { ...text, hideOverlap: true },
        splitLine: { lineStyle: { color: token("--line") } },
        minInterval: 1,
      },
      series: [
        bars(words.discount, daily.discount, token("--green")),
        bars(words.subsidy, daily.subsidy, token("--coral-light")),
      ],
    });
  };

  draw();
  new ResizeObserver(() => chart?.resize()).observe(canvas);
  document.addEventListener("htmx:after:swap", draw);
  document.addEventListener("htmx:after:request", () => { stale.hidden = true; });
  for (const trouble of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(trouble, () => { stale.hidden = false; });
  }
})();
