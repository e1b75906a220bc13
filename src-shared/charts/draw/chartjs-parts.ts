import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
} from 'chart.js';

// Only what is drawn here: legends, tooltips and animations of chart.js are not part of the bundle.
Chart.register(LineController, LineElement, PointElement, BarController, BarElement, LinearScale, CategoryScale);

export { Chart };
