FROM python:3.14-slim
WORKDIR /code
COPY . .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
CMD fastapi run main.py --port 8000
