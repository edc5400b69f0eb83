try {
  const theme = JSON.parse(localStorage.getItem('fastapi-answers:theme'));
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {}
